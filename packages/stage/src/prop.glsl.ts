import { PRECISION } from "./glsl.ts";

// Everything here lies in the pane frame, metres: "point", "eye", "flame" and all directions.

export const BODY_VERTEX = `${PRECISION}
in vec3 position;
in vec3 normal;
in vec4 paint;               // red, green, blue and how much it is metal
uniform mat4 modelMatrix;
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
out vec3 vPoint;
out vec3 vNormal;
out vec4 vPaint;
void main() {
  vec4 point = modelMatrix * vec4(position, 1.0);
  vPoint = point.xyz;
  vNormal = mat3(modelMatrix) * normal;
  vPaint = paint;
  gl_Position = projectionMatrix * viewMatrix * point;
}
`;

// A studio of three soft lights stands in for the room: what shines needs something to mirror.
export const BODY_FRAGMENT = `${PRECISION}
uniform vec3 uEye;
uniform vec3 uFlameAt;
uniform float uFlameLight;
uniform float uSolid;        // 0: a ghost, 1: the thing
uniform float uOpacity;
uniform vec2 uSlice;         // only the part between these two z is drawn
uniform float uTime;
in vec3 vPoint;
in vec3 vNormal;
in vec4 vPaint;
out vec4 pixel;

const vec3 KEY = vec3(-0.48, 0.62, 0.62);
const vec3 RIM = vec3(0.86, 0.30, -0.41);
const vec3 WARM = vec3(1.0, 0.56, 0.22);

vec3 studio(vec3 r) {
  vec3 sky = mix(vec3(0.17, 0.14, 0.12), vec3(0.58, 0.58, 0.60), smoothstep(-0.45, 0.75, r.y));
  float key = smoothstep(0.55, 0.98, dot(r, KEY));
  float strip = smoothstep(0.16, 0.02, abs(r.x - 0.55)) * smoothstep(-0.5, 0.2, r.z);
  return sky + vec3(1.0, 0.96, 0.90) * (1.25 * key + 0.75 * strip);
}

vec3 solidColour(vec3 n, vec3 v, float facing) {
  vec3 r = reflect(-v, n);
  float metal = vPaint.a;
  float edge = pow(1.0 - facing, 4.0);
  float key = max(dot(n, KEY), 0.0);
  float rim = max(dot(n, RIM), 0.0);
  vec3 diffuse = vPaint.rgb * (0.46 + 0.14 * n.y + 0.78 * key + 0.26 * rim);
  vec3 gloss = studio(r);
  vec3 matte = diffuse + gloss * (0.045 + 0.30 * edge);
  vec3 shiny = gloss * mix(vPaint.rgb, vec3(1.0), edge * 0.6) + vPaint.rgb * 0.13;
  vec3 toFlame = uFlameAt - vPoint;
  float d2 = dot(toFlame, toFlame);
  float lambert = max(dot(n, toFlame) * inversesqrt(d2) * 0.75 + 0.25, 0.0);
  vec3 fire = WARM * uFlameLight * lambert * 0.022 / (d2 + 0.012);
  return mix(matte, shiny, metal) + fire * mix(vPaint.rgb, vec3(1.0), 0.25);
}

void main() {
  if (vPoint.z < uSlice.x || vPoint.z > uSlice.y) discard;
  vec3 v = normalize(uEye - vPoint);
  vec3 n = normalize(vNormal);
  float facing = dot(n, v);
  // Only what faces the eye; the last pixel of an edge is drawn in part.
  float cover = clamp(facing / max(fwidth(facing), 0.02) + 0.5, 0.0, 1.0);
  if (cover <= 0.02) discard;
  facing = max(facing, 0.0);
  float rim = pow(1.0 - facing, 1.8);
  float band = smoothstep(0.86, 1.0, sin(vPoint.y * 42.0 - uTime * 3.0));
  float veil = 0.14 + 0.80 * rim + 0.12 * band;
  vec3 ghost = vec3(0.60, 0.80, 1.0) * veil;
  vec3 thing = uSolid > 0.0 ? solidColour(n, v, facing) : vec3(0.0);
  vec3 colour = mix(ghost, 1.0 - exp(-thing * 1.35), uSolid);
  float alpha = mix(0.55 * veil, 1.0, uSolid);
  pixel = vec4(colour, alpha) * (uOpacity * mix(1.0, cover, uSolid));
}
`;

// A picture that turns about its own upright axis towards the eye.
export const BILLBOARD_VERTEX = `${PRECISION}
in vec3 position;            // of a unit square
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform vec3 uEye;
uniform vec3 uOrigin;
uniform vec3 uUp;            // unit
uniform vec4 uBox;           // left, bottom, right, top about the origin
out vec2 vBox;
void main() {
  vec2 box = mix(uBox.xy, uBox.zw, position.xy);
  vec3 right = normalize(cross(uUp, uEye - uOrigin));
  vBox = box;
  gl_Position = projectionMatrix * viewMatrix * vec4(uOrigin + right * box.x + uUp * box.y, 1.0);
}
`;

const NOISE = /* glsl */ `
float hash(vec2 p) {
  p = fract(p * vec2(123.34, 456.21));
  p += dot(p, p + 45.32);
  return fract(p.x * p.y);
}
float noise(vec2 p) {
  vec2 i = floor(p);
  vec2 f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  float low = mix(hash(i), hash(i + vec2(1.0, 0.0)), f.x);
  float high = mix(hash(i + vec2(0.0, 1.0)), hash(i + vec2(1.0, 1.0)), f.x);
  return mix(low, high, f.y);
}
`;

export const FLAME_FRAGMENT = `${PRECISION}${NOISE}
uniform float uTime;
uniform float uFlame;        // size, 0 to 1
uniform float uStrength;
uniform float uHalo;
uniform float uLean;         // sideways at the tip, flame heights
uniform vec2 uFlameSize;     // half width and height of the fire
in vec2 vBox;
out vec4 pixel;

vec4 fire(vec2 p) {
  float y = p.y;
  float w = noise(vec2(p.x * 1.7, y * 2.3 - uTime * 2.1));
  w += 0.5 * noise(vec2(p.x * 3.9 + 7.0, y * 5.2 - uTime * 3.8));
  float sway = (w - 0.75) * 0.62 * smoothstep(0.05, 0.9, y);
  float x = p.x + sway - uLean * y * y;
  float swell = smoothstep(-0.06, 0.24, y);
  float width = 0.86 * swell * pow(max(1.0 - y, 0.0), 0.8) + 0.02;
  float d = abs(x) / width;
  float licks = y + 0.42 * (w - 0.75);
  float body = (1.0 - smoothstep(0.25, 1.0, d)) * (1.0 - smoothstep(0.5, 0.98, licks));
  float heart = (1.0 - smoothstep(0.0, 0.62, d)) * (1.0 - smoothstep(0.16, 0.66, licks));
  body *= smoothstep(-0.07, 0.03, y);
  heart *= smoothstep(-0.04, 0.10, y);
  vec3 colour = vec3(1.0, 0.24, 0.03) * smoothstep(0.0, 0.45, body);
  colour += vec3(0.25, 0.42, 0.06) * smoothstep(0.3, 0.85, body);
  colour += vec3(0.15, 0.30, 0.42) * heart;
  // The blue root of a gas fire, where it leaves the lip.
  colour += vec3(-0.25, 0.02, 0.55) * smoothstep(0.16, 0.0, y) * body * (1.0 - heart);
  return vec4(max(colour, 0.0) * min(body * 1.6, 1.0), 0.55 * body);
}

void main() {
  vec2 size = uFlameSize * mix(0.35, 1.0, uFlame);
  vec2 p = vBox / size;
  vec2 glow = vec2(vBox.x, vBox.y - size.y * 0.42) / vec2(0.20, 0.24);
  // Ends within the box, at exactly nothing.
  float halo = uHalo * max(0.0, exp(-1.7 * dot(glow, glow)) - 0.03);
  pixel = vec4(vec3(1.0, 0.45, 0.13) * halo, 0.0);
  if (abs(p.x) < 1.5 && p.y > -0.1 && p.y < 1.15) {
    vec4 f = fire(p);
    pixel = vec4(pixel.rgb * (1.0 - f.a) + f.rgb, f.a);
  }
  pixel *= uStrength;
}
`;

export const SMOKE_FRAGMENT = `${PRECISION}${NOISE}
uniform float uAge;          // 0 to 1
uniform float uTime;
in vec2 vBox;
out vec4 pixel;
void main() {
  float y = vBox.y / 0.5;
  float w = noise(vec2(vBox.x * 9.0 + 3.0, vBox.y * 8.0 - uTime * 1.6));
  float curl = noise(vec2(vBox.x * 26.0, vBox.y * 17.0 - uTime * 2.4));
  float x = vBox.x + (w - 0.5) * 0.16 * y;
  float width = 0.011 + 0.062 * y;
  float column = exp(-x * x / (width * width));
  float top = 0.35 + 0.85 * uAge;
  float rise = smoothstep(top, top - 0.4, y) * smoothstep(uAge * 1.2 - 0.75, uAge * 1.2 - 0.3, y);
  float alpha = 0.85 * column * rise * (0.35 + 0.85 * curl) * (1.0 - uAge * uAge);
  alpha = max(0.0, alpha - 0.01);
  pixel = vec4(vec3(0.60, 0.60, 0.62) * alpha, alpha);
}
`;

/** A soft light with a ring that runs outward: something just happened here. */
export const FLARE_FRAGMENT = `${PRECISION}
uniform vec3 uColour;
uniform float uAge;          // 0 to 1
uniform float uRing;
uniform float uRadius;
in vec2 vBox;
out vec4 pixel;
void main() {
  float r = length(vBox) / uRadius;
  float fade = (1.0 - uAge) * (1.0 - uAge);
  float core = exp(-9.0 * r * r) * fade;
  float front = 1.0 - (1.0 - uAge) * (1.0 - uAge);
  float away = (r - 0.12 - 0.8 * front) / (0.02 + 0.045 * front);
  float ring = uRing * 0.38 * exp(-away * away) * fade;
  float light = max(0.0, (core + ring) * smoothstep(1.0, 0.8, r) - 0.006);
  pixel = vec4(uColour * light, 0.0);
}
`;

export const MAX_SPARKS = 60;

// Each spark's whole flight is a function of its number and the time: nothing is kept.
export const SPARKS_VERTEX = `${PRECISION}
in vec3 position;            // corner of a spark's square; z is its number, 0 to 1
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform vec3 uEye;
uniform vec3 uOrigin;
uniform vec3 uDrift;         // m/s of the air against the fire
uniform float uTime;         // s; for a burst, since it began
uniform float uBurst;        // 1: all at once, 0: for ever
uniform float uCount;        // share of the sparks
uniform float uSpread;       // m/s outwards
uniform float uRise;         // m/s upwards
uniform float uSwirl;        // turns about the origin
uniform float uLife;         // s
uniform float uStart;        // m around the origin
out vec2 vSpark;
out float vHeat;

vec3 chance(float n) {
  return fract(sin(vec3(n * 127.1, n * 311.7, n * 74.7)) * 43758.5453);
}

vec3 way(float t, vec3 aim, vec3 luck) {
  float slow = t * (1.0 - 0.35 * t / uLife);
  float around = uSwirl * 6.2832 * (luck.z + t * (0.35 + 0.3 * luck.x));
  vec3 orbit = vec3(cos(around), 0.6 * sin(around * 1.3 + luck.y * 6.0), sin(around));
  vec3 start = uSwirl > 0.0 ? orbit * uStart * (0.35 + luck.y) : aim * uStart * luck.x;
  vec3 flutter = 0.02 * sin(vec3(9.0, 7.0, 8.0) * t + luck * 6.2832) * t;
  return uOrigin + start + aim * uSpread * slow + (uDrift + vec3(0.0, uRise, 0.0)) * slow + flutter
    - vec3(0.0, 0.22 * t * t * uBurst, 0.0);
}

void main() {
  float n = position.z;
  vec3 luck = chance(n + 0.13);
  float life = uLife * (0.45 + 0.55 * luck.y);
  float turn = uTime / life + luck.x;
  float t = uBurst > 0.5 ? uTime - luck.x * 0.08 : fract(turn) * life;
  if (t < 0.0 || t > life || n > uCount) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    vSpark = vec2(0.0);
    vHeat = 0.0;
    return;
  }
  luck = uBurst > 0.5 ? luck : chance(n + 0.07 * mod(floor(turn), 89.0));
  float angle = 6.2832 * luck.z;
  float up = luck.y * 2.0 - 1.0;
  vec3 aim = vec3(cos(angle), up, sin(angle)) * (0.35 + 0.65 * luck.x);
  vec3 here = way(t, aim, luck);
  vec3 going = here - way(max(t - 0.02, 0.0), aim, luck);
  float age = t / life;
  vec3 toEye = uEye - here;
  vec3 along = length(going) > 1e-4 ? normalize(going) : vec3(0.0, 1.0, 0.0);
  vec3 across = normalize(cross(along, toEye));
  float size = (0.0014 + 0.0016 * luck.x) * (1.0 - 0.6 * age) * (1.0 + 0.8 * uBurst);
  float streak = size * 1.3 + min(length(going) * 0.6, 0.022);
  vec2 corner = position.xy * 2.0 - 1.0;
  vSpark = corner;
  vHeat = (1.0 - age) * smoothstep(0.0, 0.08, age + 0.04);
  vec3 point = here + across * corner.x * size + along * corner.y * streak;
  gl_Position = projectionMatrix * viewMatrix * vec4(point, 1.0);
}
`;

export const SPARKS_FRAGMENT = `${PRECISION}
uniform vec3 uColour;        // of the cooling end
in vec2 vSpark;
in float vHeat;
out vec4 pixel;
void main() {
  float body = max(0.0, 1.0 - dot(vSpark, vSpark));
  vec3 colour = mix(uColour, vec3(1.0, 0.93, 0.72), vHeat * vHeat);
  pixel = vec4(colour * body * min(vHeat * 1.6, 1.0), 0.0);
}
`;

/** Columns and rows of the grid on which light is worked out for a floor or a wall. */
export const GLOW_GRID = 14;

// Light of a fire on a flat surface, at the corners of a grid.
export const GLOW_VERTEX = `${PRECISION}
in vec3 position;            // of a unit grid
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform vec3 uCorner;
uniform vec3 uSideU;
uniform vec3 uSideV;
uniform vec3 uNormal;
uniform vec3 uFlameAt;
uniform float uFlameLight;
out float vLight;
void main() {
  vec3 point = uCorner + uSideU * position.x + uSideV * position.y;
  vec3 l = uFlameAt - point;
  float d2 = dot(l, l) + 0.02;
  float aside = position.x * 2.0 - 1.0;
  float border = (1.0 - aside * aside) * (1.0 - aside * aside);
  float light = uFlameLight * max(0.0, dot(uNormal, l)) * inversesqrt(d2) / d2;
  vLight = (1.0 - exp(-light)) * border;
  gl_Position = projectionMatrix * viewMatrix * vec4(point, 1.0);
}
`;

export const GLOW_FRAGMENT = `${PRECISION}
uniform vec3 uColour;        // of the lit surface
uniform float uGrain;
in float vLight;
out vec4 pixel;
void main() {
  vec3 light = uColour * vLight;
  // Half a level of noise hides the steps of a wide and faint gradient.
  if (uGrain > 0.0) {
    float grain = fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453) - 0.5;
    light = max(light + grain / 255.0 * step(0.002, light), 0.0);
  }
  pixel = vec4(light, 0.0);
}
`;
