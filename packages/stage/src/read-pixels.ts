import type { PixelSize } from "./drawing-size.ts";
import type { PixelBlock } from "./stage-renderer.ts";

/** The bound framebuffer, turned so that the first row is the top one. */
export function pixelsFromTop(gl: WebGL2RenderingContext, size: PixelSize): PixelBlock {
  const { widthPx, heightPx } = size;
  const row = widthPx * 4;
  const upward = new Uint8Array(row * heightPx);
  gl.pixelStorei(gl.PACK_ALIGNMENT, 1);
  gl.readPixels(0, 0, widthPx, heightPx, gl.RGBA, gl.UNSIGNED_BYTE, upward);
  const data = new Uint8ClampedArray(upward.length);
  for (let y = 0; y < heightPx; y++) {
    data.set(upward.subarray((heightPx - 1 - y) * row, (heightPx - y) * row), y * row);
  }
  return { widthPx, heightPx, data };
}
