import type { Picture } from "./picture.ts";

/** The person's own colour carried outward over everything that is not opaque: a pyramid of means. */
export function bleed({ y, u, v, alpha, widthPx, heightPx }: Picture): Uint8Array {
  const half = { widthPx: widthPx / 2, heightPx: heightPx / 2 };
  const solid = Float32Array.from(alpha, (a) => (a > 230 ? 1 : 0));
  const solidHalf = new Float32Array(u.length);
  for (let i = 0; i < u.length; i++) {
    const x = i % half.widthPx;
    const p = ((i - x) / half.widthPx) * 2 * widthPx + 2 * x;
    solidHalf[i] = Math.min(solid[p] ?? 0, solid[p + 1] ?? 0, solid[p + widthPx] ?? 0);
  }
  const out = new Uint8Array(y.length * 1.5);
  out.set(spread(y, solid, { widthPx, heightPx }));
  out.set(spread(u, solidHalf, half), y.length);
  out.set(spread(v, solidHalf, half), y.length + u.length);
  return out;
}

interface Level {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly sum: Float32Array;
  readonly weight: Float32Array;
}

function spread(
  plane: Uint8Array,
  weight: Float32Array,
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): Uint8Array {
  const sum = Float32Array.from(plane, (value, i) => value * (weight[i] ?? 0));
  const levels: Level[] = [{ widthPx, heightPx, sum, weight: Float32Array.from(weight) }];
  for (let top = levels[0]; top && top.widthPx + top.heightPx > 2;) {
    top = halved(top);
    levels.push(top);
  }
  for (let i = levels.length - 2; i >= 0; i--) fill(levels[i], levels[i + 1]);
  const [base] = levels;
  return Uint8Array.from(plane, (value, i) =>
    (weight[i] ?? 0) > 0 ? value : Math.round(base?.sum[i] ?? 128),
  );
}

function halved({ widthPx, heightPx, sum, weight }: Level): Level {
  const [wide, high] = [(widthPx + 1) >> 1, (heightPx + 1) >> 1];
  const next: Level = {
    widthPx: wide,
    heightPx: high,
    sum: new Float32Array(wide * high),
    weight: new Float32Array(wide * high),
  };
  for (let i = 0; i < sum.length; i++) {
    const x = i % widthPx;
    const o = (((i - x) / widthPx) >> 1) * wide + (x >> 1);
    next.sum[o] = (next.sum[o] ?? 0) + (sum[i] ?? 0);
    next.weight[o] = (next.weight[o] ?? 0) + (weight[i] ?? 0);
  }
  return next;
}

/** Afterwards `sum` holds values, no longer weighted; what is unknown is read smoothly from above. */
function fill(level: Level | undefined, above: Level | undefined): void {
  if (!level || !above) return;
  if (above.widthPx * above.heightPx === 1) {
    above.sum[0] = (above.sum[0] ?? 0) / Math.max(1e-6, above.weight[0] ?? 0);
  }
  const { widthPx, sum, weight } = level;
  for (let i = 0; i < sum.length; i++) {
    const known = weight[i] ?? 0;
    const x = i % widthPx;
    const y = (i - x) / widthPx;
    sum[i] = known > 0 ? (sum[i] ?? 0) / known : smooth(above, x / 2 - 0.25, y / 2 - 0.25);
  }
}

function smooth({ sum, widthPx, heightPx }: Level, x: number, y: number): number {
  const left = Math.max(0, Math.min(widthPx - 1, Math.floor(x)));
  const top = Math.max(0, Math.min(heightPx - 1, Math.floor(y)));
  const right = Math.min(widthPx - 1, left + 1);
  const bottom = Math.min(heightPx - 1, top + 1);
  const fx = Math.max(0, Math.min(1, x - left));
  const fy = Math.max(0, Math.min(1, y - top));
  const at = (row: number, column: number): number => sum[row * widthPx + column] ?? 0;
  const upper = at(top, left) * (1 - fx) + at(top, right) * fx;
  const lower = at(bottom, left) * (1 - fx) + at(bottom, right) * fx;
  return upper * (1 - fy) + lower * fy;
}
