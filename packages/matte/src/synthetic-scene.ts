// For tests: a person of plain colours with exact alpha before a textured wall, and a net that
// knows him by his colour, as soft and coarse as the real one.
import { VisavisError } from "@visavis/protocol";
import type { PersonNet } from "./person-net.ts";
import { NET_SIDE } from "./person-net.ts";

export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
}

export interface Scene {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly discs: readonly Disc[];
}

const PERSON = { y: 110, u: 110, v: 190 };
const WALL = { y: 120, u: 135, v: 112 };

/** Exact coverage, with an edge two pixels soft. */
export function alphaAt({ discs }: Scene, x: number, y: number): number {
  let alpha = 0;
  for (const disc of discs) {
    const distance = Math.hypot((x - disc.x) / disc.radiusX, (y - disc.y) / disc.radiusY);
    const outsidePx = (distance - 1) * Math.min(disc.radiusX, disc.radiusY);
    alpha = Math.max(alpha, Math.min(1, Math.max(0, 0.5 - outsidePx / 2)));
  }
  return alpha;
}

export function wallAt(x: number, y: number): number {
  return WALL.y + 40 * Math.sin(x / 7) * Math.cos(y / 9);
}

/** I420, tightly packed. */
export function paintScene(scene: Scene): Uint8Array {
  const { widthPx, heightPx } = scene;
  const halfWide = Math.ceil(widthPx / 2);
  const halfHigh = Math.ceil(heightPx / 2);
  const pixels = widthPx * heightPx;
  const picture = new Uint8Array(pixels + 2 * halfWide * halfHigh);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const alpha = alphaAt(scene, x + 0.5, y + 0.5);
      picture[y * widthPx + x] = Math.round(alpha * PERSON.y + (1 - alpha) * wallAt(x, y));
    }
  }
  for (let y = 0; y < halfHigh; y++) {
    for (let x = 0; x < halfWide; x++) {
      const alpha = alphaAt(scene, 2 * x + 1, 2 * y + 1);
      const i = pixels + y * halfWide + x;
      picture[i] = Math.round(alpha * PERSON.u + (1 - alpha) * WALL.u);
      picture[i + halfWide * halfHigh] = Math.round(alpha * PERSON.v + (1 - alpha) * WALL.v);
    }
  }
  return picture;
}

/** Sees the person's red, three net pixels soft. */
export class ColourNet implements PersonNet {
  runs = 0;
  isBroken = false;

  async run(input: Float32Array): Promise<Float32Array> {
    this.runs++;
    if (this.isBroken) throw new VisavisError("matte-failed", "broken on purpose");
    const mask = new Float32Array(NET_SIDE * NET_SIDE);
    for (let i = 0; i < mask.length; i++) {
      const redness = (input[3 * i] ?? 0) - (input[3 * i + 1] ?? 0);
      mask[i] = Math.min(1, Math.max(0, (redness - 0.1) * 5));
    }
    return Promise.resolve(soften(soften(mask)));
  }

  close(): void {}
}

function soften(mask: Float32Array): Float32Array {
  const soft = new Float32Array(mask.length);
  for (let y = 0; y < NET_SIDE; y++) {
    for (let x = 0; x < NET_SIDE; x++) {
      let sum = 0;
      let count = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(NET_SIDE - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(NET_SIDE - 1, x + 1); u++) {
          sum += mask[v * NET_SIDE + u] ?? 0;
          count++;
        }
      }
      soft[y * NET_SIDE + x] = sum / count;
    }
  }
  return soft;
}
