/** A window this much off 1 is zoomed; below it, borders and scroll bars explain the difference. */
const TOLERANCE = 0.06;

/**
 * The page's zoom as far as a page can know it: Chromium gives the outer width unzoomed and the
 * inner one zoomed. Where both are zoomed, sizes are consistent and this is 1.
 */
export function pageZoom(outerWidthPx: number, innerWidthPx: number): number {
  if (outerWidthPx <= 0 || innerWidthPx <= 0) return 1;
  const zoom = outerWidthPx / innerWidthPx;
  return Math.abs(zoom - 1) < TOLERANCE ? 1 : zoom;
}
