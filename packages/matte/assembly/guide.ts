// The guided filter with colour (He, Sun, Tang 2013): in each window the matte is a linear function
// of the colour, so that its edge falls on the picture's edge. Coefficients at quarter size; the
// full-size picture is put into them.
import { boxMean } from "./box";
import { add, all, div, four, mul, putFour, sub } from "./lanes";
import {
  cells,
  columns,
  guideB,
  guideBias,
  guideG,
  guideR,
  matte,
  rootB,
  rootG,
  rootR,
  rows,
  scratchPlane,
  stride,
} from "./planes";

const RADIUS: i32 = 3;
/** Colour variance below which a window counts as flat. */
const FLATNESS: f32 = 3e-4;

const MEAN_R = 0;
const MEAN_G = 1;
const MEAN_B = 2;
const MEAN_M = 3;
const R_M = 4;
const G_M = 5;
const B_M = 6;
const R_R = 7;
const R_G = 8;
const R_B = 9;
const G_G = 10;
const G_B = 11;
const B_B = 12;
const BETWEEN = 13;
const PRODUCT = 14;

export function guide(): void {
  mean(rootR, scratchPlane(MEAN_R));
  mean(rootG, scratchPlane(MEAN_G));
  mean(rootB, scratchPlane(MEAN_B));
  mean(matte, scratchPlane(MEAN_M));
  meanOfProduct(rootR, matte, R_M);
  meanOfProduct(rootG, matte, G_M);
  meanOfProduct(rootB, matte, B_M);
  meanOfProduct(rootR, rootR, R_R);
  meanOfProduct(rootR, rootG, R_G);
  meanOfProduct(rootR, rootB, R_B);
  meanOfProduct(rootG, rootG, G_G);
  meanOfProduct(rootG, rootB, G_B);
  meanOfProduct(rootB, rootB, B_B);
  for (let i = 0; i < cells; i += 4) solve(i);
  mean(guideR, guideR);
  mean(guideG, guideG);
  mean(guideB, guideB);
  mean(guideBias, guideBias);
}

function mean(source: usize, target: usize): void {
  boxMean(source, target, columns, rows, stride, RADIUS, scratchPlane(BETWEEN));
}

function meanOfProduct(a: usize, b: usize, target: i32): void {
  const product = scratchPlane(PRODUCT);
  for (let i = 0; i < cells; i += 4) putFour(product, i, mul(four(a, i), four(b, i)));
  mean(product, scratchPlane(target));
}

function moment(k: i32, i: i32): v128 {
  return four(scratchPlane(k), i);
}

/** Solves (covariance of colour) x = (covariance of colour and matte) for four cells. */
function solve(i: i32): void {
  const r = moment(MEAN_R, i);
  const g = moment(MEAN_G, i);
  const b = moment(MEAN_B, i);
  const m = moment(MEAN_M, i);
  const rm = sub(moment(R_M, i), mul(r, m));
  const gm = sub(moment(G_M, i), mul(g, m));
  const bm = sub(moment(B_M, i), mul(b, m));
  const rr = add(sub(moment(R_R, i), mul(r, r)), all(FLATNESS));
  const gg = add(sub(moment(G_G, i), mul(g, g)), all(FLATNESS));
  const bb = add(sub(moment(B_B, i), mul(b, b)), all(FLATNESS));
  const rg = sub(moment(R_G, i), mul(r, g));
  const rb = sub(moment(R_B, i), mul(r, b));
  const gb = sub(moment(G_B, i), mul(g, b));
  // The inverse by cofactors; the matrix is symmetric.
  const c00 = sub(mul(gg, bb), mul(gb, gb));
  const c01 = sub(mul(rb, gb), mul(rg, bb));
  const c02 = sub(mul(rg, gb), mul(rb, gg));
  const c11 = sub(mul(rr, bb), mul(rb, rb));
  const c12 = sub(mul(rb, rg), mul(rr, gb));
  const c22 = sub(mul(rr, gg), mul(rg, rg));
  const determinant = add(add(mul(rr, c00), mul(rg, c01)), mul(rb, c02));
  const inverse = div(all(1), determinant);
  const x = mul(inverse, add(add(mul(c00, rm), mul(c01, gm)), mul(c02, bm)));
  const y = mul(inverse, add(add(mul(c01, rm), mul(c11, gm)), mul(c12, bm)));
  const z = mul(inverse, add(add(mul(c02, rm), mul(c12, gm)), mul(c22, bm)));
  putFour(guideR, i, x);
  putFour(guideG, i, y);
  putFour(guideB, i, z);
  putFour(guideBias, i, sub(m, add(add(mul(x, r), mul(y, g)), mul(z, b))));
}
