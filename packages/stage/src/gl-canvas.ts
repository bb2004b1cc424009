import type { PixelSize } from "./drawing-size.ts";
import type { ClipBounds } from "./scene-item.ts";
import type { StageScene } from "./stage-scene.ts";

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** What this browser draws WebGL2 with; `none` when it has no WebGL2 at all. */
export function graphicsKind(): "gpu" | "software" | "none" {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!gl) return "none";
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer: unknown = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return SOFTWARE.test(String(renderer)) ? "software" : "gpu";
}

/** Wall and floor by clearing, which costs next to nothing even without a GPU. */
export function clearStage(
  gl: WebGL2RenderingContext,
  size: PixelSize,
  { clear, floor }: Pick<StageScene<unknown>, "clear" | "floor">,
): void {
  gl.disable(gl.SCISSOR_TEST);
  gl.clearColor(...clear);
  gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  if (!floor || !scissorTo(gl, size, [-1, -1, 1, floor.topClipY])) return;
  gl.enable(gl.SCISSOR_TEST);
  gl.clearColor(...floor.colour, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.disable(gl.SCISSOR_TEST);
}

/** False when nothing of it is on the glass. */
export function scissorTo(
  gl: WebGL2RenderingContext,
  { widthPx, heightPx }: PixelSize,
  [left, bottom, right, top]: ClipBounds,
): boolean {
  const [x, y] = [Math.floor(toPx(left, widthPx)), Math.floor(toPx(bottom, heightPx))];
  const width = Math.ceil(toPx(right, widthPx)) - x;
  const height = Math.ceil(toPx(top, heightPx)) - y;
  if (!(width > 0 && height > 0)) return false;
  gl.scissor(x, y, width, height);
  return true;
}

function toPx(clip: number, sizePx: number): number {
  return Math.max(0, Math.min(sizePx, ((clip + 1) / 2) * sizePx));
}
