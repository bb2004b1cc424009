// A green or blue screen: how much of the screen's hue a cell has, against what the screen itself
// has. A share of brightness, so that uneven light and wrinkles drop out.
import { boxMean } from "./box";
import { at, put } from "./lanes";
import {
  cells,
  columns,
  difference,
  frames,
  prior,
  rootB,
  rootG,
  rootR,
  rows,
  scratchPlane,
  stride,
  trust,
} from "./planes";

/** Of a cell that shows the screen, and none else. */
export const SCREEN_DIFFERENCE: f32 = 0.05;
const STEPS: i32 = 128;
const LEAST_SAMPLES: i32 = 50;
/** Below this share of hue a cell is no screen at all. */
export const LEAST_HUE: f32 = 0.12;
/** The difference that a cell without any of the hue has. */
const FULL_DIFFERENCE: f32 = 0.4;
/** Light that a wrinkle takes from a screen, as a share of its square root. */
const WRINKLE: f32 = 0.02;
/** Cells around that the screen's light is taken from, and the share of them that must show it. */
const AROUND: i32 = 10;
const LEAST_AROUND: f32 = 0.05;
const histogram = memory.data(4 * 128);

/** The screen's own share of hue. */
export let screenHue: f32 = 0;
export let isScreenBlue: bool = false;

export function differFromScreen(isBlue: bool): void {
  const hue = scratchPlane(2);
  for (let i = 0; i < cells; i++) put(hue, i, hueOf(i, isBlue));
  followScreen(hue);
  isScreenBlue = isBlue;
  const whole: f32 = 1 / max<f32>(LEAST_HUE, screenHue);
  for (let i = 0; i < cells; i++) {
    const share = max<f32>(0, min<f32>(1, at(hue, i) * whole));
    put(difference, i, FULL_DIFFERENCE * max<f32>(0, 1 - share - 0.1));
    put(trust, i, 1);
  }
}

/**
 * A dark strand takes light from the screen and leaves its hue. So, once belief no longer needs it, a
 * cell that is darker than the screen around counts as different too: worth a look at full size.
 */
export function noticeStrands(isBlue: bool): void {
  const now = isBlue ? rootB : rootG;
  const light = scratchPlane(0);
  const weight = scratchPlane(1);
  for (let i = 0; i < cells; i++) {
    const isScreen = at(difference, i) < SCREEN_DIFFERENCE;
    put(light, i, isScreen ? at(now, i) : 0);
    put(weight, i, isScreen ? 1 : 0);
  }
  boxMean(light, light, columns, rows, stride, AROUND, scratchPlane(2));
  boxMean(weight, weight, columns, rows, stride, AROUND, scratchPlane(2));
  for (let i = 0; i < cells; i++) {
    if (at(weight, i) < LEAST_AROUND) continue;
    const taken: f32 = 1 - (at(now, i) * at(weight, i)) / at(light, i) - WRINKLE;
    put(difference, i, max(at(difference, i), taken));
  }
}

function hueOf(i: i32, isBlue: bool): f32 {
  const main = isBlue ? at(rootB, i) : at(rootG, i);
  const other = max(at(rootR, i), isBlue ? at(rootG, i) : at(rootB, i));
  return (main - other) / (main + 0.05);
}

/** The median over cells that have the hue and where the net sees nobody. */
function followScreen(hue: usize): void {
  memory.fill(histogram, 0, (<usize>STEPS) << 2);
  let samples = 0;
  for (let y = 0; y < rows; y += 2) {
    for (let x = 0; x < columns; x += 2) {
      const i = y * stride + x;
      if (at(prior, i) > 0.1 || at(hue, i) < LEAST_HUE) continue;
      const address = histogram + ((<usize>min(STEPS - 1, <i32>(at(hue, i) * <f32>STEPS))) << 2);
      store<i32>(address, load<i32>(address) + 1);
      samples++;
    }
  }
  if (samples < LEAST_SAMPLES) return;
  let sum = 0;
  let step = 0;
  while (step < STEPS - 1 && sum * 2 < samples) {
    sum += load<i32>(histogram + ((<usize>step) << 2));
    step++;
  }
  const median = <f32>step / <f32>STEPS;
  const share: f32 = frames == 0 || screenHue == 0 ? 1 : 0.2;
  screenHue += share * (median - screenHue);
}
