import type { PictureSize } from "./clip.ts";

const WALL = [196, 190, 180] as const;
const FLOOR = [128, 116, 104] as const;
const FLOOR_LINE = 0.88;
const GRAIN = 3;

/**
 * A plain room as a binary PPM: a wall lit from the upper left, a darker floor, a little grain. It is
 * what stands behind a clip with alpha when no background is given.
 */
export function plainWall({ widthPx, heightPx }: PictureSize): Buffer {
  const header = Buffer.from(`P6\n${widthPx} ${heightPx}\n255\n`, "latin1");
  const pixels = Buffer.alloc(widthPx * heightPx * 3);
  let seed = 1;
  for (let y = 0, at = 0; y < heightPx; y++) {
    const base = y < FLOOR_LINE * heightPx ? WALL : FLOOR;
    for (let x = 0; x < widthPx; x++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const light = 1.06 - 0.1 * (x / widthPx) - 0.08 * (y / heightPx);
      const grain = ((seed >>> 24) / 255 - 0.5) * 2 * GRAIN;
      for (const channel of base) pixels[at++] = Math.round(channel * light + grain);
    }
  }
  return Buffer.concat([header, pixels]);
}
