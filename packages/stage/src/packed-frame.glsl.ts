import { PACKED_FRACTIONS } from "@visavis/protocol";

/** How the pixels of a packed frame lie in textures. */
export type PackedFormat = "i420" | "nv12" | "rgb";

const glslFloat = (value: number): string => value.toFixed(8);

/**
 * The one way from a packed frame to a person: every renderer compiles this text, after a
 * `#define` of I420, NV12 or RGB. All positions called `uv` are in the person's picture: 0 to 1,
 * y down. Colours come out premultiplied, in the display's own (gamma) space.
 */
export const UNPACK_GLSL = /* glsl */ `
const float COLOUR_END = ${glslFloat(PACKED_FRACTIONS.colourEnd)};
const float ALPHA_START = ${glslFloat(PACKED_FRACTIONS.alphaStart)};
const float ALPHA_END = ${glslFloat(PACKED_FRACTIONS.alphaEnd)};

uniform sampler2D tLuma;     // luma, or the whole RGB picture
uniform sampler2D tChroma;   // U, or U and V interleaved
uniform sampler2D tChromaV;
uniform vec2 uFrameSize;     // of the packed frame, luma pixels
uniform vec2 uChromaScale;   // below 1 where an odd frame makes its chroma planes overhang
uniform mat3 uColour;        // texel minus uColourOffset to RGB: BT.709, BT.601 or a correction
uniform vec3 uColourOffset;
uniform vec2 uAlphaRange;    // texel values of no and full alpha
uniform vec2 uEdge;          // alpha below x is nothing, above y is solid
uniform float uDespill;

vec3 packedTexel(vec2 luma, vec2 chroma) {
#if defined(I420)
  return vec3(texture(tLuma, luma).r, texture(tChroma, chroma).r, texture(tChromaV, chroma).r);
#elif defined(NV12)
  return vec3(texture(tLuma, luma).r, texture(tChroma, chroma).rg);
#else
  return texture(tLuma, luma).rgb;
#endif
}

// Each plane stops half of its own texel before the seam: bilinear never mixes colour and matte.
vec3 packedColour(vec2 uv) {
  float row = uv.y * COLOUR_END;
  vec2 luma = vec2(uv.x, clamp(row, 0.0, COLOUR_END - 0.5 / uFrameSize.y));
  vec2 chroma = vec2(uv.x, clamp(row, 0.0, COLOUR_END - 1.0 / uFrameSize.y)) * uChromaScale;
  return clamp(uColour * (packedTexel(luma, chroma) - uColourOffset), 0.0, 1.0);
}

// As it arrived, before any tightening.
float packedAlpha(vec2 uv) {
  float row = mix(ALPHA_START, ALPHA_END, uv.y);
  float margin = 0.5 / uFrameSize.y;
  float value = texture(tLuma, vec2(uv.x, clamp(row, ALPHA_START + margin, ALPHA_END - margin))).r;
  return clamp((value - uAlphaRange.x) / (uAlphaRange.y - uAlphaRange.x), 0.0, 1.0);
}

float tightAlpha(vec2 uv) {
  return clamp((packedAlpha(uv) - uEdge.x) / (uEdge.y - uEdge.x), 0.0, 1.0);
}

// Green light from the old room shows only where the edge is soft.
vec3 despilled(vec3 colour, float alpha) {
  float neutral = min(colour.g, max(colour.r, colour.b));
  float amount = uDespill * (1.0 - smoothstep(0.6, 1.0, alpha));
  return vec3(colour.r, mix(colour.g, neutral, amount), colour.b);
}

// Most of a crop is nothing: there the colour is not even looked up.
vec4 unpackPerson(vec2 uv) {
  float alpha = tightAlpha(uv);
  if (alpha < 0.004) return vec4(0.0);
  return vec4(despilled(packedColour(uv), alpha) * alpha, alpha);
}
`;
