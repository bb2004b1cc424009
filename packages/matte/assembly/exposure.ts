// The camera changes its exposure and white balance, and the person casts a soft shadow: the plate
// is multiplied by one gain for each colour, and by a slow map of local gains.
import { boxMean } from "./box";
import { at, put } from "./lanes";
import {
  columns,
  frames,
  linearB,
  linearG,
  linearR,
  localGain,
  plateB,
  plateG,
  plateR,
  prior,
  reach,
  rows,
  scratchPlane,
  stride,
  trust,
} from "./planes";

const STEPS: i32 = 256;
const LEAST_GAIN: f32 = 0.5;
/** Change of light from one frame to the next that is a step. */
const STEP: f32 = 0.025;
const DARKEST: f32 = 0.2;
const BRIGHTEST: f32 = 5;
const LEAST_SAMPLES: i32 = 130;
const histogram = memory.data(4 * 256 * 3);

/** Of red, green and blue, over the whole picture. */
export let gainR: f32 = 1;
export let gainG: f32 = 1;
export let gainB: f32 = 1;

export function resetExposure(): void {
  gainR = 1;
  gainG = 1;
  gainB = 1;
}

/** The median change of the ratio of frame to plate over cells that are surely room. */
export function followExposure(): void {
  memory.fill(histogram, 0, 4 * 256 * 3);
  let samples = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = y % 3; x < columns; x += 3) {
      const i = y * stride + x;
      if (!isSample(i)) continue;
      samples++;
      count(0, at(linearR, i) / (at(plateR, i) * gainR));
      count(1, at(linearG, i) / (at(plateG, i) * gainG));
      count(2, at(linearB, i) / (at(plateB, i) * gainB));
    }
  }
  if (samples < LEAST_SAMPLES) return;
  gainR = followed(gainR, median(0, samples));
  gainG = followed(gainG, median(1, samples));
  gainB = followed(gainB, median(2, samples));
}

/** Small changes are followed smoothly; a step at once, or the room would flash up. */
function followed(gain: f32, change: f32): f32 {
  const share: f32 = frames == 0 || abs(change - 1) > STEP ? 1 : 0.5;
  return max(DARKEST, min(BRIGHTEST, gain * (1 + share * (change - 1))));
}

/**
 * What display levels of this frame are multiplied by to be those of the plate's light: what is learnt
 * now must not differ from what is hidden now and was learnt in another light.
 */
export function toLightOfPlate(): f32 {
  const gain: f32 = 0.2126 * gainR + 0.7152 * gainG + 0.0722 * gainB;
  return <f32>Math.pow(<f64>gain, -1 / 2.2);
}

function isExposed(now: f32, plate: f32): bool {
  return now < 0.93 && plate > 0.01;
}

function isSample(i: i32): bool {
  return (
    at(prior, i) < 0.1 &&
    (frames == 0 || at(reach, i) < 0.1) &&
    at(trust, i) > 0.9 &&
    isExposed(at(linearR, i), at(plateR, i)) &&
    isExposed(at(linearG, i), at(plateG, i)) &&
    isExposed(at(linearB, i), at(plateB, i))
  );
}

function count(channel: i32, ratio: f32): void {
  const step = max(0, min(STEPS - 1, <i32>((ratio - LEAST_GAIN) * <f32>(STEPS - 1))));
  const address = histogram + ((<usize>(channel * STEPS + step)) << 2);
  store<i32>(address, load<i32>(address) + 1);
}

function median(channel: i32, samples: i32): f32 {
  let sum = 0;
  for (let step = 0; step < STEPS; step++) {
    const here = load<i32>(histogram + ((<usize>(channel * STEPS + step)) << 2));
    if ((sum + here) * 2 >= samples) {
      const within = (<f32>samples * 0.5 - <f32>sum) / <f32>max(1, here);
      return LEAST_GAIN + (<f32>step + within) / <f32>(STEPS - 1);
    }
    sum += here;
  }
  return 1;
}

/** Mean ratio of brightness in the room nearby, near places first; at an eighth of the size. */
export function followShadows(): void {
  const halfColumns = columns >> 1;
  const halfRows = rows >> 1;
  const halfStride = (halfColumns + 3) & ~3;
  const sum = scratchPlane(0);
  const weight = scratchPlane(1);
  sampleRatios(sum, weight, halfColumns, halfRows, halfStride);
  const meanSum = scratchPlane(2);
  const meanWeight = scratchPlane(3);
  const totalSum = scratchPlane(4);
  const totalWeight = scratchPlane(5);
  const between = scratchPlane(6);
  const count = halfStride * halfRows;
  for (let i = 0; i < count; i++) {
    put(totalSum, i, 1e-6);
    put(totalWeight, i, 1e-6);
  }
  for (let scale = 0; scale < 3; scale++) {
    const radius = scale == 0 ? 1 : scale == 1 ? 4 : 13;
    const share: f32 = scale == 0 ? 1 : scale == 1 ? 0.03 : 0.001;
    boxMean(sum, meanSum, halfColumns, halfRows, halfStride, radius, between);
    boxMean(weight, meanWeight, halfColumns, halfRows, halfStride, radius, between);
    for (let i = 0; i < count; i++) {
      put(totalSum, i, at(totalSum, i) + share * at(meanSum, i));
      put(totalWeight, i, at(totalWeight, i) + share * at(meanWeight, i));
    }
  }
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const j = (y >> 1) * halfStride + (x >> 1);
      const i = y * stride + x;
      const now = at(totalSum, j) / at(totalWeight, j);
      put(localGain, i, at(localGain, i) + 0.5 * (now - at(localGain, i)));
    }
  }
  boxMean(localGain, localGain, columns, rows, stride, 1, between);
}

function sampleRatios(sum: usize, weight: usize, wide: i32, high: i32, halfStride: i32): void {
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      let ratios: f32 = 0;
      let samples: f32 = 0;
      for (let k = 0; k < 4; k++) {
        const i = (2 * y + (k >> 1)) * stride + 2 * x + (k & 1);
        if (at(reach, i) >= 0.25 || at(trust, i) <= 0.9 || at(linearG, i) >= 0.97) continue;
        const now: f32 = 0.3 * at(linearR, i) + 0.6 * at(linearG, i) + 0.1 * at(linearB, i);
        const before: f32 =
          0.3 * at(plateR, i) * gainR + 0.6 * at(plateG, i) * gainG + 0.1 * at(plateB, i) * gainB;
        ratios += max<f32>(0.6, min<f32>(1.25, (now + 0.004) / (before + 0.004)));
        samples++;
      }
      put(sum, y * halfStride + x, ratios);
      put(weight, y * halfStride + x, samples);
    }
  }
}
