/** One byte a pixel, 0 to 255, row by row. */
export interface AlphaPlane {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly alpha: Uint8Array;
}

/** As mattes are scored: MAD, MSE, edge and foreground error × 10³, Grad / 10³, dtSSD × 10². */
export interface MatteError {
  readonly mad: number;
  readonly mse: number;
  readonly grad: number;
  readonly dtssd: number;
  readonly edgeMad: number;
  readonly fg: number;
}

/** Half the width of the band around the true edge that counts as edge. */
const EDGE_BAND_PX = 8;

const SIGMA_PX = 1.4;
const RADIUS_PX = 4;

export function meanAbsoluteError(got: Uint8Array, truth: Uint8Array, band?: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < truth.length; i++) {
    if (band && band[i] === 0) continue;
    sum += Math.abs((got[i] ?? 0) - (truth[i] ?? 0));
    count++;
  }
  return count === 0 ? 0 : (sum / count / 255) * 1e3;
}

export function meanSquareError(got: Uint8Array, truth: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += ((got[i] ?? 0) - (truth[i] ?? 0)) ** 2;
  return (sum / truth.length / 255 ** 2) * 1e3;
}

/** Squared difference of the gradients' lengths, summed over the picture. */
export function gradientError(got: AlphaPlane, truth: AlphaPlane): number {
  const ours = gradientLength(got);
  const theirs = gradientLength(truth);
  let sum = 0;
  for (let i = 0; i < ours.length; i++) sum += ((ours[i] ?? 0) - (theirs[i] ?? 0)) ** 2;
  return sum / 1e3;
}

/** How much the error itself changes from one frame to the next: flicker, not movement. */
export function flickerError(
  got: Uint8Array,
  truth: Uint8Array,
  before: { readonly got: Uint8Array; readonly truth: Uint8Array },
): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    const change = (got[i] ?? 0) - (before.got[i] ?? 0);
    const trueChange = (truth[i] ?? 0) - (before.truth[i] ?? 0);
    sum += (change - trueChange) ** 2;
  }
  return (Math.sqrt(sum / truth.length) / 255) * 1e2;
}

/** 1 where a pixel lies within the band of the line at which true alpha crosses a half. */
export function edgeBand({ widthPx, heightPx, alpha }: AlphaPlane): Uint8Array {
  const inside = Uint8Array.from(alpha, (value) => (value >= 128 ? 1 : 0));
  const outside = inside.map((value) => 1 - value);
  const near = spread(inside, widthPx, heightPx);
  const far = spread(outside, widthPx, heightPx);
  return near.map((value, i) => value & (far[i] ?? 0));
}

/** Error of alpha times colour, as sRGB, in the band: what a rim of the old room shows up in. */
export function foregroundError(
  got: { readonly alpha: Uint8Array; readonly rgb: Uint8Array },
  truth: { readonly alpha: Uint8Array; readonly rgb: Uint8Array },
  band: Uint8Array,
): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < band.length; i++) {
    if (band[i] === 0) continue;
    for (let c = 0; c < 3; c++) {
      const ours = (got.alpha[i] ?? 0) * (got.rgb[3 * i + c] ?? 0);
      sum += Math.abs(ours - (truth.alpha[i] ?? 0) * (truth.rgb[3 * i + c] ?? 0));
    }
    count += 3;
  }
  return count === 0 ? 0 : (sum / count / 255 ** 2) * 1e3;
}

/** Grows what is 1 by the band's width in every direction. */
function spread(mask: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const rows = new Uint8Array(mask.length);
  for (let y = 0; y < heightPx; y++) spreadLine(mask, rows, y * widthPx, 1, widthPx);
  const out = new Uint8Array(mask.length);
  for (let x = 0; x < widthPx; x++) spreadLine(rows, out, x, widthPx, heightPx);
  return out;
}

function spreadLine(
  from: Uint8Array,
  to: Uint8Array,
  start: number,
  step: number,
  count: number,
): void {
  let last = -Infinity;
  for (let i = 0; i < count; i++) {
    if (from[start + i * step] === 1) last = i;
    if (i - last <= EDGE_BAND_PX) to[start + i * step] = 1;
  }
  let next = Infinity;
  for (let i = count - 1; i >= 0; i--) {
    if (from[start + i * step] === 1) next = i;
    if (next - i <= EDGE_BAND_PX) to[start + i * step] = 1;
  }
}

const OFFSETS = Array.from({ length: 2 * RADIUS_PX + 1 }, (_, i) => i - RADIUS_PX);
const BELL = OFFSETS.map((t) => Math.exp((-t * t) / (2 * SIGMA_PX ** 2)));
// Scaled so that the two-dimensional filter has length 1, as the published scores have it.
const SLOPE = ((): number[] => {
  const raw = OFFSETS.map((t, i) => -t * (BELL[i] ?? 0));
  const length = Math.hypot(...BELL) * Math.hypot(...raw);
  return raw.map((value) => value / length);
})();

function gradientLength(plane: AlphaPlane): Float32Array {
  const across = filter(plane, SLOPE, BELL);
  const down = filter(plane, BELL, SLOPE);
  return across.map((value, i) => Math.hypot(value, down[i] ?? 0));
}

/** Separable filter of alpha from 0 to 1; beyond the border its outermost pixels go on. */
function filter(
  { widthPx, heightPx, alpha }: AlphaPlane,
  alongX: readonly number[],
  alongY: readonly number[],
): Float32Array {
  const rows = new Float32Array(alpha.length);
  const out = new Float32Array(alpha.length);
  for (const [tap, offset] of OFFSETS.entries()) {
    const weight = (alongX[tap] ?? 0) / 255;
    for (let y = 0; y < heightPx; y++) {
      const row = y * widthPx;
      for (let x = 0; x < widthPx; x++) {
        const from = Math.max(0, Math.min(widthPx - 1, x + offset));
        rows[row + x] = (rows[row + x] ?? 0) + weight * (alpha[row + from] ?? 0);
      }
    }
  }
  for (const [tap, offset] of OFFSETS.entries()) {
    const weight = alongY[tap] ?? 0;
    for (let y = 0; y < heightPx; y++) {
      const row = y * widthPx;
      const from = Math.max(0, Math.min(heightPx - 1, y + offset)) * widthPx;
      for (let x = 0; x < widthPx; x++) {
        out[row + x] = (out[row + x] ?? 0) + weight * (rows[from + x] ?? 0);
      }
    }
  }
  return out;
}
