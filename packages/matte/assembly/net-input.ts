import { BLUE_OF_U, GREEN_OF_U, GREEN_OF_V, LUMA_SCALE, RED_OF_V } from "./camera-colour";
import { frame, height, NET_SIDE, netInput, rowBuffer, width } from "./planes";

/** Samples a region of the working frame into the net's input: RGB from 0 to 1, 256 x 256. */
export function fillNetInput(x0: f32, y0: f32, x1: f32, y1: f32): void {
  const stepX = (x1 - x0) / <f32>NET_SIDE;
  const stepY = (y1 - y0) / <f32>NET_SIDE;
  const planeU = frame + <usize>(width * height);
  const planeV = planeU + <usize>((width * height) >> 2);
  const halfWidth = width >> 1;
  planColumns(x0, stepX);
  let out = netInput;
  for (let y = 0; y < NET_SIDE; y++) {
    const top = y0 + <f32>y * stepY;
    const upper = frame + <usize>(pixelNear(top + 0.25 * stepY, height) * width);
    const lower = frame + <usize>(pixelNear(top + 0.75 * stepY, height) * width);
    const chromaRow = (pixelNear(top + 0.5 * stepY, height) >> 1) * halfWidth;
    for (let x = 0; x < NET_SIDE; x++) {
      const plan = rowBuffer + <usize>(x * 12);
      const left = <usize>load<i32>(plan);
      const right = <usize>load<i32>(plan, 4);
      const at = <usize>(chromaRow + load<i32>(plan, 8));
      const sum =
        <i32>load<u8>(upper + left) +
        <i32>load<u8>(upper + right) +
        <i32>load<u8>(lower + left) +
        <i32>load<u8>(lower + right);
      const bright = (<f32>sum * 0.25 - 16) * LUMA_SCALE;
      const u = <f32>load<u8>(planeU + at) - 128;
      const v = <f32>load<u8>(planeV + at) - 128;
      store<f32>(out, toUnitOne(bright + RED_OF_V * v));
      store<f32>(out, toUnitOne(bright - GREEN_OF_U * u - GREEN_OF_V * v), 4);
      store<f32>(out, toUnitOne(bright + BLUE_OF_U * u), 8);
      out += 12;
    }
  }
}

/** For each of the net's columns: left luma, right luma, chroma. */
function planColumns(x0: f32, stepX: f32): void {
  for (let x = 0; x < NET_SIDE; x++) {
    const left = x0 + <f32>x * stepX;
    const plan = rowBuffer + <usize>(x * 12);
    store<i32>(plan, pixelNear(left + 0.25 * stepX, width));
    store<i32>(plan, pixelNear(left + 0.75 * stepX, width), 4);
    store<i32>(plan, pixelNear(left + 0.5 * stepX, width) >> 1, 8);
  }
}

function pixelNear(position: f32, size: i32): i32 {
  return max(0, min(size - 1, <i32>position));
}
function toUnitOne(x: f32): f32 {
  return max<f32>(0, min<f32>(1, x));
}
