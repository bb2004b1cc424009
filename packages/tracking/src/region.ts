export type Point = readonly [x: number, y: number];

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A turned square of the upright picture, in its pixels: what a net is given to look at. */
export interface Region {
  readonly centreX: number;
  readonly centreY: number;
  readonly sidePx: number;
  /** Clockwise, as the picture is seen: the square's own "up" leans to the right by this. */
  readonly turnRad: number;
}

/** The smallest upright square around the whole picture. */
export function wholePicture({ widthPx, heightPx }: PictureSize): Region {
  const sidePx = Math.max(widthPx, heightPx);
  return { centreX: widthPx / 2, centreY: heightPx / 2, sidePx, turnRad: 0 };
}

/** A point of the square (0..1, down and to the right) in the picture. */
export function inPicture(region: Region, u: number, v: number): Point {
  const x = (u - 0.5) * region.sidePx;
  const y = (v - 0.5) * region.sidePx;
  const [sin, cos] = [Math.sin(region.turnRad), Math.cos(region.turnRad)];
  return [region.centreX + x * cos - y * sin, region.centreY + x * sin + y * cos];
}

/** How far a line has turned clockwise from pointing up. */
export function leanRad([fromX, fromY]: Point, [toX, toY]: Point): number {
  return Math.atan2(toX - fromX, fromY - toY);
}

export function distancePx([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(bx - ax, by - ay);
}

/** The upright square around points, grown by `growth`, in a frame that leans by `turnRad`. */
export function regionAround(points: readonly Point[], turnRad: number, growth: number): Region {
  const [sin, cos] = [Math.sin(turnRad), Math.cos(turnRad)];
  const along = points.map(([x, y]) => x * cos + y * sin);
  const down = points.map(([x, y]) => y * cos - x * sin);
  const [left, right] = [Math.min(...along), Math.max(...along)];
  const [top, bottom] = [Math.min(...down), Math.max(...down)];
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const sidePx = Math.max(right - left, bottom - top) * growth;
  return { centreX: x * cos - y * sin, centreY: x * sin + y * cos, sidePx, turnRad };
}

/** Moved along its own "up" by this share of a length. */
export function movedUp(region: Region, byPx: number): Region {
  return {
    ...region,
    centreX: region.centreX + byPx * Math.sin(region.turnRad),
    centreY: region.centreY - byPx * Math.cos(region.turnRad),
  };
}

export function isInPicture([x, y]: Point, { widthPx, heightPx }: PictureSize): boolean {
  return x >= 0 && x < widthPx && y >= 0 && y < heightPx;
}
