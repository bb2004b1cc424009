import { frame, height, raw, rawHeight, rawWidth, width } from "./planes";

/** Copies the camera's buffer into the working frame: turned upright, cut centrally to size. */
export function makeUpright(quarterTurns: i32): void {
  if (frame == raw) return;
  const rawHalfWidth = (rawWidth + 1) >> 1;
  const rawHalfHeight = (rawHeight + 1) >> 1;
  const isSideways = (quarterTurns & 1) == 1;
  // An even cut keeps chroma with its luma.
  const cutX = (((isSideways ? rawHeight : rawWidth) - width) >> 1) & ~1;
  const cutY = (((isSideways ? rawWidth : rawHeight) - height) >> 1) & ~1;
  const rawU = raw + <usize>(rawWidth * rawHeight);
  const rawV = rawU + <usize>(rawHalfWidth * rawHalfHeight);
  const frameU = frame + <usize>(width * height);
  const frameV = frameU + <usize>((width * height) >> 2);
  const evenWidth = rawWidth & ~1;
  const evenHeight = rawHeight & ~1;
  turnPlane(raw, rawWidth, evenWidth, evenHeight, frame, width, height, cutX, cutY, quarterTurns);
  const halfWidth = width >> 1;
  const halfHeight = height >> 1;
  for (let plane = 0; plane < 2; plane++) {
    turnPlane(
      plane == 0 ? rawU : rawV,
      rawHalfWidth,
      evenWidth >> 1,
      evenHeight >> 1,
      plane == 0 ? frameU : frameV,
      halfWidth,
      halfHeight,
      cutX >> 1,
      cutY >> 1,
      quarterTurns,
    );
  }
}

/** `sourceWidth` and `sourceHeight` are the turned part; rows lie `sourceStride` apart. */
function turnPlane(
  source: usize,
  sourceStride: i32,
  sourceWidth: i32,
  sourceHeight: i32,
  target: usize,
  targetWidth: i32,
  targetHeight: i32,
  cutX: i32,
  cutY: i32,
  quarterTurns: i32,
): void {
  // Address of the target's first pixel in the source, and the steps along its rows and columns.
  let first = cutX + cutY * sourceStride;
  let stepX = 1;
  let stepY = sourceStride;
  if (quarterTurns == 1) {
    first = (sourceHeight - 1 - cutX) * sourceStride + cutY;
    stepX = -sourceStride;
    stepY = 1;
  } else if (quarterTurns == 2) {
    first = (sourceHeight - 1 - cutY) * sourceStride + sourceWidth - 1 - cutX;
    stepX = -1;
    stepY = -sourceStride;
  } else if (quarterTurns == 3) {
    first = cutX * sourceStride + sourceWidth - 1 - cutY;
    stepX = sourceStride;
    stepY = -1;
  }
  if (stepX == 1) {
    for (let y = 0; y < targetHeight; y++) {
      const from = source + <usize>(first + y * stepY);
      memory.copy(target + <usize>(y * targetWidth), from, <usize>targetWidth);
    }
    return;
  }
  // Tiles of 8 x 8, so that a sideways walk stays in the cache.
  for (let top = 0; top < targetHeight; top += 8) {
    const bottom = min(top + 8, targetHeight);
    for (let left = 0; left < targetWidth; left += 8) {
      const right = min(left + 8, targetWidth);
      for (let y = top; y < bottom; y++) {
        let from = source + <usize>(first + y * stepY + left * stepX);
        const row = target + <usize>(y * targetWidth);
        for (let x = left; x < right; x++) {
          store<u8>(row + <usize>x, load<u8>(from));
          from += <usize>stepX;
        }
      }
    }
  }
}
