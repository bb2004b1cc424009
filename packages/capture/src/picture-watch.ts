/** A camera that is there and yet shows nothing. */
export type PictureFault = "black" | "frozen" | "silent";

const FAULT_AFTER_MS = 5000;
const PROBES = 512;
/** Mean luma below this with hardly any spread is a covered or dead sensor, not a dark room. */
const BLACK_LUMA = 20;
const BLACK_SPREAD = 3;

/** Pure state; see `nextPictureWatch`. */
export interface PictureWatch {
  readonly fault: PictureFault | null;
  readonly print: number;
  readonly changedAtMs: number;
  readonly litAtMs: number;
  readonly frameAtMs: number;
}

export function startPictureWatch(atMs: number): PictureWatch {
  return { fault: null, print: 0, changedAtMs: atMs, litAtMs: atMs, frameAtMs: atMs };
}

/** One frame on, or a second without one (`luma` null). A real sensor's noise never repeats. */
export function nextPictureWatch(
  watch: PictureWatch,
  luma: Uint8Array | null,
  atMs: number,
): PictureWatch {
  if (!luma) return { ...watch, fault: faultOf(watch, atMs) };
  const { print, mean, spread } = sampled(luma);
  const isBlack = mean < BLACK_LUMA && spread < BLACK_SPREAD;
  const next = {
    ...watch,
    print,
    changedAtMs: print === watch.print ? watch.changedAtMs : atMs,
    litAtMs: isBlack ? watch.litAtMs : atMs,
    frameAtMs: atMs,
  };
  return { ...next, fault: faultOf(next, atMs) };
}

function faultOf(watch: PictureWatch, atMs: number): PictureFault | null {
  if (atMs - watch.frameAtMs >= FAULT_AFTER_MS) return "silent";
  if (atMs - watch.litAtMs >= FAULT_AFTER_MS) return "black";
  return atMs - watch.changedAtMs >= FAULT_AFTER_MS ? "frozen" : null;
}

interface Sampled {
  readonly print: number;
  readonly mean: number;
  readonly spread: number;
}

function sampled(luma: Uint8Array): Sampled {
  // An odd stride, so that the probes do not all stand in one column.
  const stride = Math.max(1, Math.floor(luma.length / PROBES)) | 1;
  let print = 0x811c9dc5;
  let [sum, squares, count] = [0, 0, 0];
  for (let i = 0; i < luma.length; i += stride) {
    const value = luma[i] ?? 0;
    print = Math.imul(print ^ value, 0x01000193);
    sum += value;
    squares += value * value;
    count++;
  }
  const mean = sum / Math.max(1, count);
  return {
    print,
    mean,
    spread: Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)),
  };
}
