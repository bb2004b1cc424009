import { type Matrix4, transformPoint, type Vector3 } from "@visavis/pane";
import type { SceneItem } from "./scene-item.ts";
import { numbersOf } from "./uniform-numbers.ts";

/** Clip space to the pixels of a canvas, y down. */
type ToPixels = (clip: Vector3) => readonly [x: number, y: number];

export interface FlatView {
  readonly context: CanvasRenderingContext2D;
  /** Pane frame to clip space. */
  readonly clip: Matrix4;
  readonly toPx: ToPixels;
  /** Nothing behind the people: light must not show where nobody is. */
  readonly isTransparent: boolean;
}

const REACH_M = 0.85;
const STOPS = 6;
const WARM = [1, 0.56, 0.24] as const;

/** Fires near a person: brightens what is there around them, room and person alike. */
export function lightFigure(view: FlatView, { model, uniforms }: SceneItem<unknown>): void {
  const { clip, context, isTransparent, toPx } = view;
  for (const name of ["uLightA", "uLightB"]) {
    const [x = 0, y = 0, z = 0, strength = 0] = numbersOf(uniforms[name]);
    // From behind, a fire shows on the outline only.
    const power = z > 0 ? strength : strength * 0.25;
    if (!(power > 0)) continue;
    const at = (dx: number): readonly [number, number] =>
      toPx(transformPoint(clip, transformPoint(model, [x + dx, y, 0])));
    const middle = at(0);
    const radiusPx = Math.abs(at(REACH_M)[0] - middle[0]);
    if (!(radiusPx > 1)) continue;
    const fill = context.createRadialGradient(...middle, 0, ...middle, radiusPx);
    for (let i = 0; i <= STOPS; i++) {
      const share = i / STOPS;
      const border = 1 - share * share;
      const light = (power * 0.55 * border) / ((share * REACH_M) ** 2 + z * z + 0.05);
      fill.addColorStop(share, isTransparent ? haze(light) : dodge(light));
    }
    context.save();
    context.globalCompositeOperation = isTransparent ? "source-atop" : "color-dodge";
    context.fillStyle = fill;
    context.fillRect(middle[0] - radiusPx, middle[1] - radiusPx, 2 * radiusPx, 2 * radiusPx);
    context.restore();
  }
}

/** The pool of light under a fire. */
export function lightFloor(view: FlatView, { key, uniforms }: SceneItem<unknown>): void {
  const { clip, context, toPx } = view;
  const [x = 0, y = 0, z = 0] = numbersOf(uniforms["uFlameAt"]);
  const colour = numbersOf(uniforms["uColour"]);
  const light = Number(uniforms["uFlameLight"] ?? 0);
  if (!key.startsWith("glow floor") || !(y > 0.05) || !(light > 0)) return;
  const reachM = 1.6 * y;
  const at = (dx: number, dz: number): readonly [number, number] =>
    toPx(transformPoint(clip, [x + dx, 0, Math.min(0.2, z) + dz]));
  const middle = at(0, 0);
  const radiusPx = Math.abs(at(reachM, 0)[0] - middle[0]);
  const flat = Math.abs(at(0, -0.4)[1] - middle[1]) / Math.abs(at(0.4, 0)[0] - middle[0]);
  if (!(radiusPx > 1 && flat > 0.01)) return;
  const fill = context.createRadialGradient(0, 0, 0, 0, 0, radiusPx);
  for (let i = 0; i <= STOPS; i++) {
    const share = i / STOPS;
    const border = (1 - share * share) ** 2;
    const here = (light * y) / ((share * reachM) ** 2 + y * y) ** 1.5;
    const shone = colour.map((value) => value * (1 - Math.exp(-here)) * border);
    fill.addColorStop(share, css(shone));
  }
  context.save();
  context.globalCompositeOperation = "lighter";
  context.setTransform(1, 0, 0, flat, ...middle);
  context.fillStyle = fill;
  // From where the floor meets the wall.
  const horizon = (toPx([0, numbersOf(uniforms["uHorizon"])[0] ?? 1, 0])[1] - middle[1]) / flat;
  const top = Math.max(-radiusPx, horizon);
  context.fillRect(-radiusPx, top, 2 * radiusPx, radiusPx - top);
  context.restore();
}

/** What `color-dodge` needs to make a colour (1 + light) times as bright. */
function dodge(light: number): string {
  return css(WARM.map((value) => 1 - 1 / (1 + value * light)));
}

function haze(light: number): string {
  return `rgb(255 170 90 / ${Math.min(0.4, light * 0.22).toFixed(3)})`;
}

function css(colour: readonly number[]): string {
  return `rgb(${colour.map((value) => Math.round(Math.min(1, value) * 255)).join(" ")})`;
}
