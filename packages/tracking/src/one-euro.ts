/** A low-pass filter that opens with speed: still things are steady, fast ones hardly late. */
export interface OneEuro {
  readonly value: number;
  /** As it was measured: a speed between filtered values would be too high. */
  readonly measured: number;
  /** Per second, smoothed. */
  readonly speed: number;
  readonly atMs: number;
}

const MIN_CUTOFF_HZ = 4;
/** Hertz more for each metre per second. */
const BETA_HZ = 20;
const SPEED_CUTOFF_HZ = 1;
const MIN_STEP_S = 0.001;

export function startOneEuro(value: number, atMs: number): OneEuro {
  return { value, measured: value, speed: 0, atMs };
}

/** One measurement in metres on. */
export function nextOneEuro(before: OneEuro, measured: number, atMs: number): OneEuro {
  const stepS = Math.max(MIN_STEP_S, (atMs - before.atMs) / 1000);
  const rawSpeed = (measured - before.measured) / stepS;
  const speed = before.speed + share(SPEED_CUTOFF_HZ, stepS) * (rawSpeed - before.speed);
  const cutoffHz = MIN_CUTOFF_HZ + BETA_HZ * Math.abs(speed);
  const value = before.value + share(cutoffHz, stepS) * (measured - before.value);
  return { value, measured, speed, atMs };
}

function share(cutoffHz: number, stepS: number): number {
  const ratio = 2 * Math.PI * cutoffHz * stepS;
  return ratio / (ratio + 1);
}
