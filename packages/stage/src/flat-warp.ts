import { invert3, mapPoint, type Matrix3, type Vector2 } from "@visavis/pane";

/** Part of a picture between two of its rows, as a canvas can draw it. */
export interface Strip {
  /** Fractions of the picture's height. */
  readonly top: number;
  readonly bottom: number;
  /** The unit square to canvas pixels, as `setTransform` takes it. */
  readonly transform: readonly [a: number, b: number, c: number, d: number, e: number, f: number];
}

/** A row of the picture on the canvas. */
interface Row {
  readonly at: number;
  readonly left: Vector2;
  readonly right: Vector2;
}

const MAX_STRIPS = 32;
/** Nobody sees a person bent by less, in pixels of the canvas. */
const TOLERANCE_PX = 0.4;
/** A row that rises by less counts as level. */
const LEVEL_PX = 0.5;

/**
 * A canvas knows parallelograms only, and a camera that looks down gives a trapezoid whose rows lie
 * ever closer: a crown would stand two or three centimetres off. Strips follow it to less than a
 * pixel. Where rows are level the strips meet on whole pixels, so no seam shows in what is half clear.
 */
export function stripsOf(pxFromPicture: Matrix3, canvasHeightPx: number): Strip[] {
  const rowAt = (at: number): Row => ({
    at,
    left: mapPoint(pxFromPicture, [0, at]),
    right: mapPoint(pxFromPicture, [1, at]),
  });
  const [head, foot] = [rowAt(0), rowAt(1)];
  const pictureFromPx = invert3(pxFromPicture);
  if (!pictureFromPx || !(foot.left[1] > head.left[1])) return [];
  const count = stripCount(head, rowAt(0.5), foot);
  const rowOnLine = (y: number): Row =>
    rowAt(mapPoint(pictureFromPx, [(head.left[0] + head.right[0]) / 2, y])[1]);
  const rows = [head, foot].every(isLevel)
    ? wholeLines(head.left[1], foot.left[1], { count, canvasHeightPx }).map(rowOnLine)
    : Array.from({ length: count + 1 }, (_, i) => rowAt(i / count));
  return rows.slice(1).map((lower, i) => stripBetween(rows[i] ?? lower, lower));
}

/** How far the true picture is from a parallelogram, halfway down and at its sides. */
function stripCount(head: Row, middle: Row, foot: Row): number {
  const sag = Math.abs(middle.left[1] - (head.left[1] + foot.left[1]) / 2);
  const spread = Math.abs(widthOf(foot) - widthOf(head)) / 2;
  // Sag falls with the square of the count, steps at the sides with the count itself.
  const wanted = Math.max(Math.sqrt(sag / TOLERANCE_PX), spread / TOLERANCE_PX / 2);
  return Math.max(1, Math.min(MAX_STRIPS, Math.ceil(wanted)));
}

/** Between what the canvas shows of the picture, lines at which one strip ends and the next begins. */
function wholeLines(
  topPx: number,
  footPx: number,
  { count, canvasHeightPx }: { readonly count: number; readonly canvasHeightPx: number },
): number[] {
  const [first, last] = [Math.max(0, topPx), Math.min(canvasHeightPx, footPx)];
  if (!(last > first)) return [];
  const inner = Array.from({ length: count - 1 }, (_, i) =>
    Math.round(first + ((i + 1) * (last - first)) / count),
  );
  return [...new Set([first, ...inner.filter((y) => y > first && y < last), last])];
}

/** The mean of its two widths, about its true middle. */
function stripBetween(upper: Row, lower: Row): Strip {
  const width = (widthOf(upper) + widthOf(lower)) / 2;
  const rise = (upper.right[1] - upper.left[1] + lower.right[1] - lower.left[1]) / 2;
  const start = ({ left, right }: Row): Vector2 => [
    (left[0] + right[0] - width) / 2,
    (left[1] + right[1] - rise) / 2,
  ];
  const [from, to] = [start(upper), start(lower)];
  return {
    top: upper.at,
    bottom: lower.at,
    transform: [width, rise, to[0] - from[0], to[1] - from[1], from[0], from[1]],
  };
}

function widthOf({ left, right }: Row): number {
  return right[0] - left[0];
}

function isLevel({ left, right }: Row): boolean {
  return Math.abs(left[1] - right[1]) < LEVEL_PX;
}
