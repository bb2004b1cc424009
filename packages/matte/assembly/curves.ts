// Curves that a polynomial would not do, as tables filled once.
import { put } from "./lanes";

const ODDS_STEPS: i32 = 256;
const CHANCE_STEPS: i32 = 2048;
const CHANCE_RANGE: f32 = 8;
/** Sharpens belief into matte: the net's edge is softer than the person's. */
const STEEPNESS: f64 = 1.6;
const EVIDENCE_STEPS: i32 = 1024;
const MOST_DIFFERENCE: f32 = 0.5;
const evidences = memory.data(4 * 513);
const odds = memory.data(4 * 257);
const chances = memory.data(4 * 2049);

export function fillCurves(): void {
  for (let i = 0; i <= ODDS_STEPS; i++) {
    const p = Math.min(0.989, Math.max(0.011, <f64>i / ODDS_STEPS));
    put(odds, i, <f32>Math.log(p / (1 - p)));
  }
  for (let i = 0; i <= EVIDENCE_STEPS / 2; i++) {
    put(evidences, i, evidenceAt(<f32>i / <f32>EVIDENCE_STEPS));
  }
  for (let i = 0; i <= CHANCE_STEPS; i++) {
    const x = (<f64>i / CHANCE_STEPS - 0.5) * 2 * CHANCE_RANGE;
    put(chances, i, <f32>(1 / (1 + Math.exp(-STEEPNESS * x))));
  }
}

/** Straight lines between points that were measured: like the plate, unlike it, and unsure. */
function evidenceAt(x: f32): f32 {
  if (x < 0.02) return -2.2 + (x / 0.02) * 0.4;
  if (x < 0.05) return -1.8 + ((x - 0.02) / 0.03) * 1.8;
  if (x < 0.09) return ((x - 0.05) / 0.04) * 2.2;
  return min<f32>(3.5, 2.2 + ((x - 0.09) / 0.11) * 1.3);
}

/** Log odds for the person of a difference to the empty room. */
export function evidenceOf(unlike: f32): f32 {
  const x = <i32>(min<f32>(unlike, MOST_DIFFERENCE) * <f32>EVIDENCE_STEPS);
  return load<f32>(evidences + ((<usize>x) << 2));
}

/** Log odds of a probability 0 to 1, cut off at ±4.5. */
export function oddsOf(probability: f32): f32 {
  return load<f32>(odds + ((<usize>(<i32>(probability * <f32>ODDS_STEPS))) << 2));
}

/** The matte that log odds stand for. */
export function chanceOf(belief: f32): f32 {
  const x = max<f32>(0, min<f32>(1, belief / (2 * CHANCE_RANGE) + 0.5));
  return load<f32>(chances + ((<usize>(<i32>(x * <f32>CHANCE_STEPS))) << 2));
}
