// Four pixels in a row, each a mixture of the person and the room behind: how much of each, and what
// colour the person has. The values between steps are kept in globals, which the compiler can hold
// in registers; a function can only return one.
import { blue, brightness, green, red } from "./camera-colour";
import { gainB, gainG, gainR } from "./exposure";
import {
  add,
  all,
  bytes,
  div,
  dot,
  greater,
  lesser,
  mix,
  mul,
  smooth,
  sub,
  toDisplay,
  toLinear,
  toUnit,
} from "./lanes";
import { isScreenBlue, LEAST_HUE, screenHue } from "./screen";
import { isBandWide } from "./steady";
import {
  core,
  frame,
  guideB,
  guideBias,
  guideG,
  guideR,
  localGain,
  loose,
  matte,
  peak,
  personB,
  personG,
  personR,
  plateU,
  plateV,
  plateY,
  reach,
  roomB,
  roomG,
  roomR,
  trust,
} from "./planes";

/** Squared distance of two colours in linear light that tells them clearly apart: for the alpha when
 * the room behind is only guessed from beside, when it is known, and for the colour. */
const CLEAR_WHEN_GUESSED: f32 = 0.03;
export const CLEAR_WHEN_KNOWN: f32 = 0.004;
const CLEAR_FOR_COLOUR: f32 = 0.01;
/** Distance from the line between two colours, of its length, at which a pixel is no mixture. */
export const FIT: f32 = 0.02;
export const FIT_NOISE: f32 = 0.0005;
/** Steady matte of a cell in which a colour unlike the person's nearby is more likely his than a mixture. */
const DEEP_FROM: f32 = 0.9;
const DEEP_TO: f32 = 0.98;
const COLOUR_WEIGHT: f32 = 4;
const FORGIVEN_SHADOW: f32 = 0.07;
const NOISE: f32 = 0.03;
const CERTAINLY_UNLIKE: f32 = 0.16;
const PEAK_SHARE: f32 = 0.8;
const TELLING_FROM: f32 = 0.05;
const TELLING_TO: f32 = 0.12;
/** How far a soft pixel takes the colour of the person nearby in place of its own, un-mixed. */
const BORROWED_WHEN_GUESSED: f32 = 0.85;
const BORROWED_WHEN_KNOWN: f32 = 0.5;

/** Share of the screen's hue that leaves no doubt of it in a pixel. */
const ANY_HUE: f32 = 0.08;

/** Trust of a cell of the plate that nothing else stands in for. */
export const KNOWN: f32 = 0.99;

/** Cells above left and below left of the row, and how far down between them it lies. */
let upperCell: i32 = 0;
let lowerCell: i32 = 0;
let down: v128 = i32x4.splat(0);
/** Whether any of the room behind is known, and whether all of it is. */
let isAnyKnown: bool = false;
let isAllKnown: bool = false;
let isPlate: bool = false;

let pixelR: v128 = i32x4.splat(0);
let pixelG: v128 = i32x4.splat(0);
let pixelB: v128 = i32x4.splat(0);
let backR: v128 = i32x4.splat(0);
let backG: v128 = i32x4.splat(0);
let backB: v128 = i32x4.splat(0);
let nearR: v128 = i32x4.splat(0);
let nearG: v128 = i32x4.splat(0);
let nearB: v128 = i32x4.splat(0);
let known: v128 = i32x4.splat(0);
/** Where the pixel stands from the room's colour to the person's, and how far these are apart. */
let onLine: v128 = i32x4.splat(0);
let apart: v128 = i32x4.splat(0);
/** The person's colour in display light. */
export let ownR: v128 = i32x4.splat(0);
export let ownG: v128 = i32x4.splat(0);
export let ownB: v128 = i32x4.splat(0);

/** @param usesPlate false when the known room is a screen, whose colour is that of the cells around */
export function enterBlock(p: i32, s: i32, least: f32, most: f32, usesPlate: bool): void {
  upperCell = p;
  lowerCell = s;
  isAnyKnown = most > 0.01;
  isAllKnown = least > KNOWN;
  isPlate = usesPlate;
}

/** A quarter-size plane at the row's four pixels. */
function between(plane: usize): v128 {
  const upper = v128.load64_zero(plane + ((<usize>upperCell) << 2));
  const lower = v128.load64_zero(plane + ((<usize>lowerCell) << 2));
  const pair = mix(upper, lower, down);
  const left = v128.shuffle<f32>(pair, pair, 0, 0, 0, 0);
  const right = v128.shuffle<f32>(pair, pair, 1, 1, 1, 1);
  return mix(left, right, f32x4(0.125, 0.375, 0.625, 0.875));
}

/** @param u and v chroma around zero, one for each pixel */
export function readRow(pixel: usize, chroma: usize, u: v128, v: v128, part: f32): void {
  down = all(part);
  const bright = brightness(bytes(frame + pixel));
  pixelR = toLinear(red(bright, v));
  pixelG = toLinear(green(bright, u, v));
  pixelB = toLinear(blue(bright, u));
  nearR = between(personR);
  nearG = between(personG);
  nearB = between(personB);
  known = isAllKnown ? all(1) : isAnyKnown ? between(trust) : all(0);
  readRoom(pixel, chroma);
  const lineR = sub(nearR, backR);
  const lineG = sub(nearG, backG);
  const lineB = sub(nearB, backB);
  apart = dot(lineR, lineG, lineB, lineR, lineG, lineB);
  const offR = sub(pixelR, backR);
  const offG = sub(pixelG, backG);
  const offB = sub(pixelB, backB);
  const along = dot(offR, offG, offB, lineR, lineG, lineB);
  onLine = toUnit(div(along, add(apart, all(1e-5))));
}

function readRoom(pixel: usize, chroma: usize): void {
  if (!isAllKnown || !isPlate) {
    backR = between(roomR);
    backG = between(roomG);
    backB = between(roomB);
  }
  if (!isAnyKnown || !isPlate) return;
  const bright = brightness(fourMeans(plateY + (pixel << 1)));
  const u = sub(pairOfMeans(plateU + (chroma << 1)), all(128));
  const v = sub(pairOfMeans(plateV + (chroma << 1)), all(128));
  const local = between(localGain);
  const plateR = mul(toLinear(red(bright, v)), mul(local, all(gainR)));
  const plateG = mul(toLinear(green(bright, u, v)), mul(local, all(gainG)));
  const plateB = mul(toLinear(blue(bright, u)), mul(local, all(gainB)));
  backR = isAllKnown ? plateR : mix(backR, plateR, known);
  backG = isAllKnown ? plateG : mix(backG, plateG, known);
  backB = isAllKnown ? plateB : mix(backB, plateB, known);
}

function fourMeans(address: usize): v128 {
  const wide = i32x4.extend_low_i16x8_u(v128.load64_zero(address));
  return mul(f32x4.convert_i32x4_s(wide), all(1.0 / 128));
}
function pairOfMeans(address: usize): v128 {
  const a = <f32>load<u16>(address);
  const b = <f32>load<u16>(address, 2);
  return mul(f32x4(a, a, b, b), all(1.0 / 128));
}

/** How unlike the empty room the pixel is, of how unlike the person nearby is; and whether that tells. */
let unlike: v128 = i32x4.splat(0);
let isTelling: v128 = i32x4.splat(0);

function differFromRoom(): void {
  const rootBackR = f32x4.sqrt(backR);
  const rootBackG = f32x4.sqrt(backG);
  const rootBackB = f32x4.sqrt(backB);
  const offR = sub(f32x4.sqrt(pixelR), rootBackR);
  const offG = sub(f32x4.sqrt(pixelG), rootBackG);
  const offB = sub(f32x4.sqrt(pixelB), rootBackB);
  const length = add(
    dot(rootBackR, rootBackG, rootBackB, rootBackR, rootBackG, rootBackB),
    all(1e-4),
  );
  const brighter = div(dot(offR, offG, offB, rootBackR, rootBackG, rootBackB), length);
  const whole = dot(offR, offG, offB, offR, offG, offB);
  const bright = mul(mul(brighter, brighter), length);
  const colour = mul(sub(whole, bright), all(COLOUR_WEIGHT));
  const darker = greater(all(0), sub(f32x4.neg(brighter), all(FORGIVEN_SHADOW)));
  const light = greater(brighter, darker);
  const difference = f32x4.sqrt(greater(all(0), add(colour, mul(mul(light, light), length))));
  const most = between(peak);
  isTelling = smooth(TELLING_FROM, TELLING_TO, most);
  unlike = toUnit(
    div(
      sub(difference, all(NOISE)),
      greater(
        sub(lesser(mul(most, all(PEAK_SHARE)), all(CERTAINLY_UNLIKE)), all(NOISE)),
        all(0.01),
      ),
    ),
  );
}

/** Alpha: the matte or the guided filter, and the colour line where it tells. */
export function alphaOfRow(): v128 {
  const guess = isAllKnown
    ? between(matte)
    : isAnyKnown
      ? mix(guided(), between(matte), known)
      : guided();
  const clear = mix(all(CLEAR_WHEN_GUESSED), all(CLEAR_WHEN_KNOWN), known);
  const fits = fitOfLine();
  let lineWeight = mul(greater(known, fits), div(apart, add(apart, clear)));
  let off = guess;
  if (isAnyKnown && isPlate) {
    differFromRoom();
    // Like the room tells only where the person is unlike it; unlike it tells anywhere.
    const sure = mul(known, isTelling);
    const apartEnough = div(apart, add(apart, all(CLEAR_WHEN_KNOWN)));
    off = greater(mix(guess, unlike, mul(sure, apartEnough)), mul(sure, unlike));
    lineWeight = mul(mix(all(1), fits, known), div(apart, add(apart, clear)));
  }
  const line = isAllKnown && !isPlate ? greater(onLine, lackOfHue()) : onLine;
  const a = mix(off, line, lineWeight);
  const stretched = toUnit(mul(sub(a, all(0.01)), all(1 / 0.98)));
  return bounded(isAnyKnown ? mix(a, stretched, known) : a);
}

/**
 * Alpha once more, when the person's colour is known from right beside the edge: where the draft is
 * soft, and the pixel fits the line, the line now tells better.
 */
export function redrawn(draftAlpha: v128): v128 {
  const isSoft = greater(between(loose), sub(all(1), smooth(DEEP_FROM, DEEP_TO, between(matte))));
  const clear = div(apart, add(apart, all(CLEAR_WHEN_KNOWN)));
  const weight = mul(mul(known, isSoft), mul(fitOfLine(), clear));
  return bounded(mix(draftAlpha, onLine, weight));
}

/** 1 where a pixel has nothing of the screen's hue, whatever the person's colour nearby. */
function lackOfHue(): v128 {
  const r = f32x4.sqrt(pixelR);
  const g = f32x4.sqrt(pixelG);
  const b = f32x4.sqrt(pixelB);
  const main = isScreenBlue ? b : g;
  const other = greater(r, isScreenBlue ? g : b);
  const hue = div(sub(main, other), add(main, all(0.05)));
  return sub(all(1), smooth(0, ANY_HUE, div(hue, all(max(LEAST_HUE, screenHue)))));
}

/** A linear function of the colour, fitted around each cell. */
function guided(): v128 {
  const inRed = mul(between(guideR), f32x4.sqrt(pixelR));
  const inGreen = mul(between(guideG), f32x4.sqrt(pixelG));
  const inBlue = mul(between(guideB), f32x4.sqrt(pixelB));
  return smooth(0.08, 0.92, add(add(inRed, inGreen), add(inBlue, between(guideBias))));
}

/** 1 where the pixel is a mixture of the two colours, 0 where it is something else. */
function fitOfLine(): v128 {
  const offR = sub(sub(pixelR, backR), mul(onLine, sub(nearR, backR)));
  const offG = sub(sub(pixelG, backG), mul(onLine, sub(nearG, backG)));
  const offB = sub(sub(pixelB, backB), mul(onLine, sub(nearB, backB)));
  const off = dot(offR, offG, offB, offR, offG, offB);
  const allowed = add(mul(apart, all(FIT)), all(FIT_NOISE));
  return div(allowed, add(allowed, off));
}

/**
 * Never soft deep inside, never more than nothing far outside. What stands beside the person and only
 * might be his stays faint; of loose hair there is never more, and a screen leaves no doubt.
 */
function bounded(a: v128): v128 {
  const inside = smooth(0.6, 0.97, between(core));
  const near = between(reach);
  const isSubtle = isBandWide || (isAllKnown && !isPlate);
  const outside = isSubtle ? smooth(0.03, 0.2, near) : smooth(0.15, 0.8, near);
  return mul(greater(a, inside), outside);
}

/** The person's own colour behind this much alpha. */
export function unmix(a: v128): void {
  const inverse = div(all(1), greater(a, all(0.02)));
  const rest = sub(all(1), a);
  const clear = div(apart, add(apart, all(CLEAR_FOR_COLOUR)));
  const foreign = mul(sub(all(1), known), mul(clear, foreignShare()));
  const borrowed = greater(borrowedShare(a), foreign);
  const ourR = toUnit(mul(sub(pixelR, mul(rest, backR)), inverse));
  const ourG = toUnit(mul(sub(pixelG, mul(rest, backG)), inverse));
  const ourB = toUnit(mul(sub(pixelB, mul(rest, backB)), inverse));
  // Taking away more of a screen's colour than was there would leave its opposite: magenta for green.
  const least = lesser(ourR, ourB);
  ownR = toDisplay(mix(ourR, nearR, borrowed));
  ownG = toDisplay(mix(isPlate || !isAllKnown ? ourG : greater(ourG, least), nearG, borrowed));
  ownB = toDisplay(mix(ourB, nearB, borrowed));
}

/** The softer a pixel, the less its own colour, un-mixed, is worth. */
function borrowedShare(a: v128): v128 {
  const most = mix(all(BORROWED_WHEN_GUESSED), all(BORROWED_WHEN_KNOWN), known);
  const share = mix(all(1), most, smooth(0, 0.3, a));
  return mul(share, sub(all(1), smooth(0.7, 0.98, a)));
}

/** A pixel near to the room's colour has no colour of the person to give, whatever its alpha. */
function foreignShare(): v128 {
  return toUnit(mul(all(2.5), sub(all(0.95), onLine)));
}
