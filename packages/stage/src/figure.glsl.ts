import { PRECISION } from "./glsl.ts";
import { UNPACK_GLSL, type PackedFormat } from "./packed-frame.glsl.ts";

// modelMatrix, viewMatrix and projectionMatrix have the names that three.js fills in by itself.
// Card space, in metres: the person's picture hangs in its plane z = 0, x to the viewer's right, y up
// from the floor, z towards the viewer; modelMatrix takes it to the pane frame.
const MATRICES = /* glsl */ `
in vec3 position;            // of a unit square or grid, 0 to 1
uniform mat4 modelMatrix;
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
vec4 onGlass(vec3 cardPoint) {
  return projectionMatrix * viewMatrix * modelMatrix * vec4(cardPoint, 1.0);
}
`;

const CARD = /* glsl */ `
uniform vec4 uTopCorners;    // upper left and upper right of the picture in card space, x and y
uniform vec4 uFootCorners;   // lower left and lower right
uniform mat3 uPictureFromCard;
`;

const ALPHA_AT = /* glsl */ `
float alphaAt(vec2 cardPoint) {
  vec3 q = uPictureFromCard * vec3(cardPoint, 1.0);
  vec2 uv = q.xy / q.z;
  bool isInside = all(greaterThan(uv, vec2(0.0))) && all(lessThan(uv, vec2(1.0)));
  return isInside ? tightAlpha(uv) : 0.0;
}
`;

/** Columns and rows of the grid on which a fire's light on a person is worked out. */
export const LIT_GRID = [18, 32] as const;

// A person is round: near the outline the surface turns away. How much of the matte lies on which
// side of a point says where its border is, and so the normal; once for each corner of the grid.
const LIT_VERTEX = `${MATRICES}${CARD}${UNPACK_GLSL}${ALPHA_AT}
uniform vec4 uLightA;        // where a fire is in card space, and its strength
uniform vec4 uLightB;
out vec3 vPicture;
out vec3 vLight;

vec3 roundedNormal(vec2 point) {
  vec2 inward = vec2(0.0);
  for (int i = 0; i < 6; i++) {
    float angle = 1.0472 * float(i);
    vec2 aside = vec2(cos(angle), sin(angle));
    inward += aside * (alphaAt(point + aside * 0.045) + alphaAt(point + aside * 0.11));
  }
  vec2 lean = -inward / 3.73;
  float steep = min(length(lean), 0.96);
  lean = steep > 0.001 ? normalize(lean) * steep : vec2(0.0);
  return vec3(lean, sqrt(1.0 - steep * steep));
}

float received(vec4 light, vec3 point, vec3 normal) {
  vec3 l = light.xyz - point;
  float d2 = dot(l, l);
  float lambert = max(dot(normal, l) * inversesqrt(d2 + 0.0001), 0.0);
  return light.w * (0.88 * lambert + 0.12) / (d2 + 0.05);
}

void main() {
  vec2 head = mix(uTopCorners.xy, uTopCorners.zw, position.x);
  vec2 foot = mix(uFootCorners.xy, uFootCorners.zw, position.x);
  vec2 point = mix(foot, head, position.y);
  vPicture = uPictureFromCard * vec3(point, 1.0);
  vec3 normal = roundedNormal(point);
  float light = received(uLightA, vec3(point, 0.0), normal);
  light += received(uLightB, vec3(point, 0.0), normal);
  vLight = vec3(1.0, 0.56, 0.24) * light;
  gl_Position = onGlass(vec3(point, 0.0));
}
`;

export const FIGURE_VERTEX = `${PRECISION}${MATRICES}${CARD}
out vec3 vPicture;           // homogeneous uv of the person's picture
void main() {
  vec2 head = mix(uTopCorners.xy, uTopCorners.zw, position.x);
  vec2 foot = mix(uFootCorners.xy, uFootCorners.zw, position.x);
  vec2 point = mix(foot, head, position.y);
  vPicture = uPictureFromCard * vec3(point, 1.0);
  gl_Position = onGlass(vec3(point, 0.0));
}
`;

const FIGURE_FRAGMENT = `${UNPACK_GLSL}
uniform vec3 uGain;          // exposure and white balance of this room
uniform float uLift;         // 1: raise the shadows, where black means nothing is shown
uniform float uOpacity;
in vec3 vPicture;
#ifdef LIT
in vec3 vLight;              // of fires near by
#endif
out vec4 pixel;
void main() {
  vec2 uv = vPicture.xy / vPicture.z;
  if (any(lessThan(uv, vec2(0.0))) || any(greaterThan(uv, vec2(1.0)))) discard;
  vec4 person = unpackPerson(uv);
  if (person.a == 0.0) discard;
  vec3 colour = person.rgb / person.a * uGain;
#ifdef LIT
  // Bright parts take less: cloth shines, but does not burn out.
  colour += colour * vLight / (1.0 + 0.55 * colour * vLight);
#endif
  colour = min(colour, 1.0);
  if (uLift > 0.0) colour = mix(colour, 0.06 + 0.94 * pow(colour, vec3(0.75)), uLift);
  pixel = vec4(colour * person.a, person.a) * uOpacity;
}
`;

/** Columns of the shadow's grid; the foot profile is taken once for each. */
export const SHADOW_COLUMNS = 48;

// The feet are found where they are drawn: alpha just above the floor, column by column. It is done
// at the grid's corners, so the cost does not grow with the canvas.
const SHADOW_VERTEX = `${MATRICES}${CARD}${UNPACK_GLSL}${ALPHA_AT}
uniform vec4 uShadowArea;    // left and right in card x; far and near in card z
out vec2 vFloor;             // x from the middle of the feet, z, metres
out float vFoot;
out float vContact;

void main() {
  float x = mix(uShadowArea.x, uShadowArea.y, position.x);
  float z = mix(uShadowArea.z, uShadowArea.w, position.y);
  float sum = 0.0;
  float moment = 0.0;
  float near = 0.0;
  float weights = 0.0;
  for (int i = 0; i < ${SHADOW_COLUMNS}; i++) {
    float column = mix(uFootCorners.x, uFootCorners.z, (float(i) + 0.5) / ${SHADOW_COLUMNS}.0);
    float foot = max(alphaAt(vec2(column, 0.025)), alphaAt(vec2(column, 0.07)));
    float away = (x - column) / 0.05;
    float weight = exp(-away * away);
    near += foot * weight;
    weights += weight;
    sum += foot;
    moment += foot * column;
  }
  vFoot = near / max(weights, 0.001) * smoothstep(0.0, 0.5, weights);
  vContact = clamp(sum / 2.0, 0.0, 1.0);
  vFloor = vec2(x - moment / max(sum, 0.001), z);
  gl_Position = onGlass(vec3(x, 0.0, z));
}
`;

export const SHADOW_FRAGMENT = `${PRECISION}
uniform float uShadow;       // strength
in vec2 vFloor;
in float vFoot;
in float vContact;
out vec4 pixel;
void main() {
  // Contact is tight under the sole; behind it the body darkens the floor further.
  float depth = (vFloor.y - 0.01) / (vFloor.y > 0.01 ? 0.045 : 0.11);
  float blob = 0.62 * min(vFoot * 1.25, 1.0) * exp(-depth * depth);
  vec2 wide = vec2(vFloor.x / 0.32, vFloor.y / 0.21);
  // Ends before the grid does.
  float ellipse = vContact * max(0.0, 0.35 * exp(-dot(wide, wide)) - 0.01);
  pixel = vec4(0.0, 0.0, 0.0, uShadow * (1.0 - (1.0 - blob) * (1.0 - ellipse)));
}
`;

export const LINE_VERTEX = `${PRECISION}${MATRICES}
uniform vec4 uLine;          // left, bottom, right, top in card space
out vec2 vLine;              // -1 to 1 across and along
void main() {
  vLine = position.xy * 2.0 - 1.0;
  gl_Position = onGlass(vec3(mix(uLine.xy, uLine.zw, position.xy), 0.0));
}
`;

export const LINE_FRAGMENT = `${PRECISION}
uniform vec4 uLineColour;    // premultiplied
uniform float uLineTaper;    // 0: even along its length, 1: fades towards both ends
in vec2 vLine;
out vec4 pixel;
void main() {
  float across = 1.0 - smoothstep(0.2, 1.0, abs(vLine.y));
  float along = mix(1.0, 1.0 - smoothstep(0.3, 1.0, abs(vLine.x)), uLineTaper);
  pixel = uLineColour * across * along;
}
`;

/** Covers the whole target; uv is y down, as everywhere. */
export const WHOLE_VERTEX = `${PRECISION}
in vec3 position;
out vec2 vUv;
void main() {
  vUv = vec2(position.x, 1.0 - position.y);
  gl_Position = vec4(position.xy * 2.0 - 1.0, 0.0, 1.0);
}
`;

const ALPHA_FRAGMENT = `${UNPACK_GLSL}
in vec2 vUv;
out vec4 pixel;
void main() {
  pixel = vec4(tightAlpha(vUv), 0.0, 0.0, 1.0);
}
`;

function define(format: PackedFormat): string {
  return `#define ${format.toUpperCase()}\n`;
}

export function figureFragment(format: PackedFormat): string {
  return `${PRECISION}${define(format)}${FIGURE_FRAGMENT}`;
}

export function litVertex(format: PackedFormat): string {
  return `${PRECISION}${define(format)}${LIT_VERTEX}`;
}

export function litFragment(format: PackedFormat): string {
  return `${PRECISION}#define LIT\n${define(format)}${FIGURE_FRAGMENT}`;
}

export function shadowVertex(format: PackedFormat): string {
  return `${PRECISION}${define(format)}${SHADOW_VERTEX}`;
}

export function alphaFragment(format: PackedFormat): string {
  return `${PRECISION}${define(format)}${ALPHA_FRAGMENT}`;
}
