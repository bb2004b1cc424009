import { transformPoint, type Vector3 } from "@visavis/pane";
import type { FlatView } from "./flat-light.ts";
import type { SceneItem } from "./scene-item.ts";
import { numbersOf } from "./uniform-numbers.ts";

const STEM: readonly [Vector3, Vector3] = [
  [0, -0.25, 0],
  [0, 0.45, 0],
];
const STEM_PX_PER_M = 0.03;

/** A thing as a stroke, its fire as a glow: enough to see who holds it. */
export function drawStroke(view: FlatView, item: SceneItem<unknown>): void {
  if (item.shape === "body") drawStem(view, item);
  if (item.shape === "flame") drawGlow(view, item);
}

function drawStem(
  { clip, context, toPx }: FlatView,
  { model, uniforms }: SceneItem<unknown>,
): void {
  const ends = STEM.map((point) => toPx(transformPoint(clip, transformPoint(model, point))));
  const [foot, head] = ends;
  if (!foot || !head) return;
  const lengthPx = Math.hypot(head[0] - foot[0], head[1] - foot[1]);
  const isSolid = Number(uniforms["uSolid"]) > 0;
  const fill = context.createLinearGradient(...foot, ...head);
  fill.addColorStop(0, "#efe6d2");
  fill.addColorStop(0.6, "#e8d9b4");
  fill.addColorStop(0.66, "#b98a3c");
  fill.addColorStop(1, "#e3b65f");
  context.globalAlpha = Number(uniforms["uOpacity"] ?? 1) * (isSolid ? 1 : 0.3);
  context.strokeStyle = isSolid ? fill : "#a9ccff";
  context.lineCap = "round";
  context.lineWidth = Math.max(2, (lengthPx / 0.7) * STEM_PX_PER_M);
  context.beginPath();
  context.moveTo(...foot);
  context.lineTo(...head);
  context.stroke();
  context.globalAlpha = 1;
}

function drawGlow({ clip, context, toPx }: FlatView, { uniforms }: SceneItem<unknown>): void {
  const [x = 0, y = 0, z = 0] = numbersOf(uniforms["uOrigin"]);
  const middle = toPx(transformPoint(clip, [x, y + 0.1, z]));
  const edge = toPx(transformPoint(clip, [x + 0.13, y + 0.1, z]));
  const radiusPx = Math.max(1, Math.abs(edge[0] - middle[0]));
  const fill = context.createRadialGradient(...middle, 0, ...middle, radiusPx);
  fill.addColorStop(0, "rgb(255 240 190)");
  fill.addColorStop(0.35, "rgb(255 160 50 / 0.9)");
  fill.addColorStop(1, "rgb(255 110 20 / 0)");
  context.globalAlpha = Number(uniforms["uStrength"] ?? 1);
  context.fillStyle = fill;
  context.fillRect(middle[0] - radiusPx, middle[1] - radiusPx, 2 * radiusPx, 2 * radiusPx);
  context.globalAlpha = 1;
}
