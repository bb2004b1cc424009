// The screen's light on the person: no colour of his has more of the screen's than of the stronger
// of the other two. Over the whole finished colour picture, so that the bled colour is clean as well.
import { blue, brightness, brightnessOf, green, red, uOf, vOf } from "./camera-colour";
import { add, all, bytes, chromaPair, greater, lesser, mul, putBytes, sub } from "./lanes";
import { colour, height, width } from "./planes";

export function despill(isBlue: bool): void {
  const halfWidth = width >> 1;
  const planeU = colour + <usize>(width * height);
  const planeV = planeU + <usize>((width * height) >> 2);
  for (let y = 0; y < height >> 1; y++) {
    for (let x = 0; x < halfWidth; x += 2) {
      const chroma = <usize>(y * halfWidth + x);
      const u = chromaPair(planeU + chroma);
      const v = chromaPair(planeV + chroma);
      // Spill does not depend on brightness: only chroma says whether there is any.
      const excess = excessOf(u, v, isBlue);
      if (!v128.any_true(f32x4.gt(excess, all(0.004)))) continue;
      const pixel = colour + <usize>(2 * y * width + 2 * x);
      clean(pixel, excess, isBlue);
      clean(pixel + <usize>width, excess, isBlue);
      const r = red(all(0.5), v);
      const g = isBlue ? green(all(0.5), u, v) : sub(green(all(0.5), u, v), excess);
      const b = isBlue ? sub(blue(all(0.5), u), excess) : blue(all(0.5), u);
      const bright = brightnessOf(r, g, b);
      storePair(planeU + chroma, uOf(bright, b));
      storePair(planeV + chroma, vOf(bright, r));
    }
  }
}

/** How much more there is of the screen's colour than of the stronger other. */
function excessOf(u: v128, v: v128, isBlue: bool): v128 {
  const r = red(all(0), v);
  const g = green(all(0), u, v);
  const b = blue(all(0), u);
  const main = isBlue ? b : g;
  const other = greater(r, isBlue ? g : b);
  return greater(all(0), sub(main, other));
}

/** Luma without the excess of one colour. */
function clean(pixel: usize, excess: v128, isBlue: bool): void {
  const bright = brightness(bytes(pixel));
  const share = isBlue
    ? brightnessOf(all(0), all(0), excess)
    : brightnessOf(all(0), excess, all(0));
  const kept = greater(all(0), lesser(all(1), sub(bright, share)));
  putBytes(pixel, add(mul(kept, all(219)), all(16.5)));
}

function storePair(address: usize, x: v128): void {
  const level = add(x, all(128.5));
  store<u8>(address, <u8>f32x4.extract_lane(level, 0));
  store<u8>(address + 1, <u8>f32x4.extract_lane(level, 2));
}
