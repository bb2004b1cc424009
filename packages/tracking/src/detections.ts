import { inPicture, type Point, type Region } from "./region.ts";

/** What a detection net found, in pixels of the picture. */
export interface Detection {
  readonly score: number;
  readonly centre: Point;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly points: readonly Point[];
}

/** How a detection net lays out its answers. */
export interface DetectorShape {
  readonly sidePx: number;
  /** Pixels between cells, once for each layer: two answers a cell and layer. */
  readonly strides: readonly number[];
  readonly pointCount: number;
  /** Centres of the cells, x and y, 0..1, answer by answer. */
  readonly anchors: Float32Array;
}

export function detectorShape(
  sidePx: number,
  strides: readonly number[],
  pointCount: number,
): DetectorShape {
  const anchors: number[] = [];
  for (let first = 0; first < strides.length;) {
    const stride = strides[first] ?? 1;
    const layers = strides.filter((other) => other === stride).length;
    const cells = Math.ceil(sidePx / stride);
    for (let i = 0; i < cells * cells; i++) {
      const centre = [((i % cells) + 0.5) / cells, (Math.floor(i / cells) + 0.5) / cells];
      for (let answer = 0; answer < 2 * layers; answer++) anchors.push(...centre);
    }
    first += layers;
  }
  return { sidePx, strides, pointCount, anchors: Float32Array.from(anchors) };
}

export function answerCount({ anchors }: DetectorShape): number {
  return anchors.length / 2;
}

/** Numbers per answer: the box's centre and size, then the points. */
export function answerLength({ pointCount }: DetectorShape): number {
  return 4 + 2 * pointCount;
}

const SAME_OVERLAP = 0.3;

/**
 * What a net that was shown `region` found, best first. Answers that overlap are the same thing:
 * they are averaged, each by its score.
 */
export function decodeDetections(
  shape: DetectorShape,
  { boxes, logits }: { readonly boxes: Float32Array; readonly logits: Float32Array },
  region: Region,
  minScore: number,
): Detection[] {
  const found: Detection[] = [];
  for (let i = 0; i < logits.length; i++) {
    const score = sigmoid(logits[i] ?? 0);
    if (score >= minScore) found.push(decodeAnswer(shape, boxes, i, { region, score }));
  }
  return mergeOverlapping(found.toSorted((a, b) => b.score - a.score));
}

function decodeAnswer(
  shape: DetectorShape,
  boxes: Float32Array,
  index: number,
  { region, score }: { readonly region: Region; readonly score: number },
): Detection {
  const start = index * answerLength(shape);
  const number = (i: number): number => (boxes[start + i] ?? 0) / shape.sidePx;
  const pointAt = (i: number): Point =>
    inPicture(
      region,
      number(i) + (shape.anchors[2 * index] ?? 0),
      number(i + 1) + (shape.anchors[2 * index + 1] ?? 0),
    );
  return {
    score,
    centre: pointAt(0),
    widthPx: number(2) * region.sidePx,
    heightPx: number(3) * region.sidePx,
    points: Array.from({ length: shape.pointCount }, (_, i) => pointAt(4 + 2 * i)),
  };
}

function mergeOverlapping(sorted: readonly Detection[]): Detection[] {
  const merged: Detection[] = [];
  let rest = sorted;
  for (;;) {
    const [best] = rest;
    if (!best) return merged;
    const same = rest.filter((other) => other === best || overlap(best, other) >= SAME_OVERLAP);
    merged.push(average(best, same));
    rest = rest.filter((other) => !same.includes(other));
  }
}

function average(best: Detection, same: readonly Detection[]): Detection {
  const total = same.reduce((sum, { score }) => sum + score, 0);
  const mean = (of: (detection: Detection) => number): number =>
    same.reduce((sum, detection) => sum + of(detection) * detection.score, 0) / total;
  const meanPoint = (of: (detection: Detection) => Point | undefined): Point => [
    mean((detection) => of(detection)?.[0] ?? 0),
    mean((detection) => of(detection)?.[1] ?? 0),
  ];
  return {
    score: best.score,
    centre: meanPoint(({ centre }) => centre),
    widthPx: mean(({ widthPx }) => widthPx),
    heightPx: mean(({ heightPx }) => heightPx),
    points: best.points.map((_, i) => meanPoint(({ points }) => points[i])),
  };
}

/** Shared area of two boxes, of the area of both together. */
function overlap(a: Detection, b: Detection): number {
  const side = (i: 0 | 1, of: (detection: Detection) => number): number =>
    Math.min(a.centre[i] + of(a) / 2, b.centre[i] + of(b) / 2) -
    Math.max(a.centre[i] - of(a) / 2, b.centre[i] - of(b) / 2);
  const width = side(0, ({ widthPx }) => widthPx);
  const height = side(1, ({ heightPx }) => heightPx);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.widthPx * a.heightPx + b.widthPx * b.heightPx - shared);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-Math.min(100, Math.max(-100, logit))));
}
