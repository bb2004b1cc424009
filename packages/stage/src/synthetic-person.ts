import {
  encodeFacts,
  type FrameFacts,
  IDLE_LUMA,
  packedLayout,
  type PackedLayout,
  writeCodeStrip,
} from "@visavis/protocol";

export type Yuv = readonly [luma: number, u: number, v: number];

/** What a test's person looks like at a point of the picture: 0 to 1, v down. */
export interface SyntheticPerson {
  alphaAt(u: number, v: number): number;
  colourAt(u: number, v: number): Yuv;
}

export interface SyntheticFrame {
  readonly layout: PackedLayout;
  /** I420, tightly packed. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Packs by the PACK rules, slowly and plainly: the tests' own opinion of the layout. */
export function packSynthetic(
  person: SyntheticPerson,
  { widthPx, unitRows }: { readonly widthPx: number; readonly unitRows: number },
  facts: FrameFacts | null,
): SyntheticFrame {
  const layout = packedLayout(widthPx, unitRows);
  const { heightPx, colour, alpha, code } = layout;
  const bytes = new Uint8Array((widthPx * heightPx * 3) / 2).fill(IDLE_LUMA);
  const middle = colour.rows + (alpha.start - colour.rows) / 2;
  for (let y = 0; y < code.start; y++) {
    for (let x = 0; x < widthPx; x++) {
      const u = (x + 0.5) / widthPx;
      const v = Math.min(y, colour.rows - 1) + 0.5;
      const matteRow = Math.max(0, Math.min(alpha.rows - 1, y - alpha.start)) + 0.5;
      bytes[y * widthPx + x] =
        y < middle
          ? person.colourAt(u, v / colour.rows)[0]
          : Math.round(16 + 219 * person.alphaAt(u, matteRow / alpha.rows));
    }
  }
  const [chromaWidth, chromaRows] = [widthPx / 2, middle / 2];
  for (let y = 0; y < chromaRows; y++) {
    for (let x = 0; x < chromaWidth; x++) {
      const v = Math.min(y, colour.rows / 2 - 1) + 0.5;
      const [, cb, cr] = person.colourAt((x + 0.5) / chromaWidth, v / (colour.rows / 2));
      const at = widthPx * heightPx + y * chromaWidth + x;
      bytes[at] = cb;
      bytes[at + (widthPx * heightPx) / 4] = cr;
    }
  }
  if (facts) {
    const strip = { stridePx: widthPx, widthPx, startRow: code.start, rows: code.rows };
    writeCodeStrip({ data: bytes, ...strip }, encodeFacts(facts));
  }
  return { layout, bytes };
}

/** The same frame as an encoder that shrinks it would send it: box-filtered to any size. */
export function resized(
  { layout, bytes }: SyntheticFrame,
  widthPx: number,
  heightPx: number,
): Uint8Array<ArrayBuffer> {
  const [cw, ch] = [(widthPx + 1) >> 1, (heightPx + 1) >> 1];
  const out = new Uint8Array(widthPx * heightPx + 2 * cw * ch);
  const area = layout.widthPx * layout.heightPx;
  const from = { widthPx: layout.widthPx, heightPx: layout.heightPx };
  const half = { widthPx: layout.widthPx / 2, heightPx: layout.heightPx / 2 };
  resample(bytes, from, out.subarray(0, widthPx * heightPx), { widthPx, heightPx });
  for (const plane of [0, 1]) {
    const source = bytes.subarray(area + (plane * area) / 4);
    const target = out.subarray(widthPx * heightPx + plane * cw * ch);
    resample(source, half, target, { widthPx: cw, heightPx: ch });
  }
  return out;
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

function resample(source: Uint8Array, from: Size, target: Uint8Array, to: Size): void {
  const [sx, sy] = [from.widthPx / to.widthPx, from.heightPx / to.heightPx];
  for (let y = 0; y < to.heightPx; y++) {
    for (let x = 0; x < to.widthPx; x++) {
      target[y * to.widthPx + x] = boxMean(source, from, [x * sx, y * sy], [sx, sy]);
    }
  }
}

function boxMean(
  source: Uint8Array,
  { widthPx, heightPx }: Size,
  [left, top]: readonly [number, number],
  [width, height]: readonly [number, number],
): number {
  let sum = 0;
  let weight = 0;
  for (let y = Math.floor(top); y < Math.min(heightPx, Math.ceil(top + height)); y++) {
    const wy = Math.min(y + 1, top + height) - Math.max(y, top);
    for (let x = Math.floor(left); x < Math.min(widthPx, Math.ceil(left + width)); x++) {
      const w = wy * (Math.min(x + 1, left + width) - Math.max(x, left));
      sum += w * (source[y * widthPx + x] ?? 0);
      weight += w;
    }
  }
  return Math.round(sum / weight);
}
