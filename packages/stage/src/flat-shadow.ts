import { type Matrix4, transformPoint } from "@visavis/pane";
import type { FlatPicture } from "./flat-picture.ts";
import type { SceneItem } from "./scene-item.ts";

const COLUMNS = 48;
/** How high above the floor feet are looked for, in metres: the sole, and the shoe above it. */
const SOLE_M = [0.025, 0.07] as const;
const LEAST_FOOT = 0.3;

interface Foot {
  readonly x: number;
  readonly halfM: number;
}

/** A dark spot under each foot and a wide soft one under the body, as ellipses on the floor. */
export function drawShadow(
  context: CanvasRenderingContext2D,
  item: SceneItem<FlatPicture>,
  clip: Matrix4,
): void {
  const feet = feetOf(item);
  if (feet.length === 0) return;
  const strength = Number(item.uniforms["uShadow"] ?? 0);
  const middle = feet.reduce((sum, { x }) => sum + x, 0) / feet.length;
  blob(context, clip, { x: middle, z: -0.02, sideM: 0.36, depthM: 0.22 }, 0.3 * strength);
  for (const { x, halfM } of feet) {
    blob(context, clip, { x, z: 0, sideM: halfM + 0.06, depthM: 0.1 }, 0.6 * strength);
  }
}

/** Runs of columns in which the matte comes down to the floor. */
function feetOf({ picture, uniforms }: SceneItem<FlatPicture>): Foot[] {
  const corners = uniforms["uFootCorners"];
  const matrix = uniforms["uPictureFromCard"];
  if (!picture || typeof corners !== "object" || typeof matrix !== "object") return [];
  const [left = 0, , right = 0] = corners;
  const stepM = (right - left) / COLUMNS;
  const feet: Foot[] = [];
  let start = -1;
  for (let i = 0; i <= COLUMNS; i++) {
    const x = left + (i + 0.5) * stepM;
    const isFoot =
      i < COLUMNS && Math.max(...SOLE_M.map((y) => alphaOn(picture, matrix, x, y))) > LEAST_FOOT;
    if (isFoot && start < 0) start = i;
    if (!isFoot && start >= 0) {
      feet.push({ x: left + ((start + i) / 2) * stepM, halfM: ((i - start) / 2) * stepM });
      start = -1;
    }
  }
  return feet;
}

function alphaOn(picture: FlatPicture, m: ArrayLike<number>, x: number, y: number): number {
  const at = (row: number): number => (m[row] ?? 0) * x + (m[row + 3] ?? 0) * y + (m[row + 6] ?? 0);
  const w = at(2);
  return w === 0 ? 0 : picture.alphaAt(at(0) / w, at(1) / w);
}

interface Ellipse {
  readonly x: number;
  readonly z: number;
  readonly sideM: number;
  readonly depthM: number;
}

function blob(
  context: CanvasRenderingContext2D,
  clip: Matrix4,
  { x, z, sideM, depthM }: Ellipse,
  darkness: number,
): void {
  const { width, height } = context.canvas;
  const toPx = (px: number, pz: number): readonly [number, number] => {
    const [cx, cy] = transformPoint(clip, [px, 0, pz]);
    return [((cx + 1) / 2) * width, ((1 - cy) / 2) * height];
  };
  const [centreX, centreY] = toPx(x, z);
  const radiusX = Math.abs(toPx(x + sideM, z)[0] - centreX);
  const radiusY = Math.max(1, Math.abs(toPx(x, z + depthM)[1] - centreY));
  const isSeen = centreY - radiusY < height && centreY + radiusY > 0 && radiusX > 0;
  if (!isSeen) return;
  context.setTransform(1, 0, 0, radiusY / radiusX, centreX, centreY);
  const gradient = context.createRadialGradient(0, 0, 0, 0, 0, radiusX);
  gradient.addColorStop(0, `rgb(0 0 0 / ${darkness})`);
  gradient.addColorStop(0.5, `rgb(0 0 0 / ${darkness * 0.45})`);
  gradient.addColorStop(1, "rgb(0 0 0 / 0)");
  context.fillStyle = gradient;
  context.fillRect(-radiusX, -radiusX, 2 * radiusX, 2 * radiusX);
  context.setTransform(1, 0, 0, 1, 0, 0);
}
