import { Matter } from "@visavis/matte";
import { type PackedLayout, packedLayout, unitRowsFor } from "@visavis/protocol";
import { keyedAlpha, overGreen } from "./chroma-key.ts";
import { bleed } from "./bleed.ts";
import { commonCrop, cutFrames, type Picture, type Rectangle, sample } from "./picture.ts";
import { offer } from "./offer.ts";
import { throughVp8 } from "./vp8.ts";

export interface CodecFigures {
  readonly crop: Rectangle;
  readonly packed: { readonly widthPx: number; readonly heightPx: number };
  readonly packedMad: number;
  readonly packedKbps: number;
  readonly chromaMad: number;
  readonly chromaKbps: number;
  /** Quality of the person, PSNR of luma in dB, by what was sent at each rate. */
  readonly ladder: readonly {
    kbps: number;
    packedDb: number;
    packedKbps: number;
    fullDb: number;
    fullKbps: number;
  }[];
}

/** The encoder needs a moment to find its rate; frames before this are not counted. */
const WARM_UP = 45;
const LADDER_KBPS = [400, 700, 1000, 1300, 2000, 3000, 4500];

async function run(widthPx: number, heightPx: number): Promise<CodecFigures> {
  const bytes = new Uint8Array(await (await fetch("/data/frames.yuva")).arrayBuffer());
  const pictures = cutFrames(bytes, widthPx, heightPx);
  const [first] = pictures;
  if (!first) throw new Error("no frames");
  const { crop, layout } = layoutFor(commonCrop(pictures, 12), first);
  const packed = await packAll(pictures, crop, layout);
  const coded = await throughVp8(packed, layout, 1.3e6);
  const green = pictures.map((picture) => overGreen(picture, crop));
  const keyed = await throughVp8(green, { widthPx: crop.width, heightPx: crop.height }, 1.3e6);
  return {
    crop,
    packed: { widthPx: layout.widthPx, heightPx: layout.heightPx },
    packedMad: meanError(pictures, crop, (i) => unpackedAlpha(coded.frames[i], layout)),
    packedKbps: coded.kbps,
    chromaMad: bestKey(pictures, crop, keyed.frames),
    chromaKbps: keyed.kbps,
    ladder: await climb(pictures, crop, layout, packed),
  };
}

/** One to one, as a call sends it where the camera's picture is large enough. */
function layoutFor(person: Rectangle, frame: Picture): { crop: Rectangle; layout: PackedLayout } {
  const unit = Math.min(Math.ceil(person.height / 98), unitRowsFor(frame.heightPx));
  const layout = packedLayout(16 * Math.ceil(person.width / 16), unit);
  const width = layout.widthPx;
  const height = layout.colour.rows;
  const x = within(person.x - (width - person.width) / 2, width, frame.widthPx);
  const y = within(person.y - (height - person.height) / 2, height, frame.heightPx);
  return { crop: { x, y, width, height }, layout };
}

function within(start: number, size: number, room: number): number {
  return Math.max(0, Math.min(room - size, start)) & ~1;
}

/** Packs with the project's own kernel; the matte is replaced by the clip's true one. */
async function packAll(
  pictures: readonly Picture[],
  crop: Rectangle,
  layout: PackedLayout,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const [first] = pictures;
  if (!first) throw new Error("no frames");
  const kernels = await WebAssembly.compileStreaming(fetch("/runtime/kernels.wasm"));
  const net = { run: () => Promise.resolve(new Float32Array(256 * 256)), close: () => {} };
  using matter = await Matter.assemble(kernels, net);
  matter.configure({ widthPx: first.widthPx, heightPx: first.heightPx });
  const out: Uint8Array<ArrayBuffer>[] = [];
  for (const picture of pictures) {
    const frame = await matter.process({ backdrop: { kind: "none" }, isNetDue: false });
    frame.alpha.set(picture.alpha);
    frame.colour.set(bleed(picture));
    out.push(matter.pack({ crop, layout }).slice());
  }
  return out;
}

type AlphaAt = (x: number, y: number) => number;

/** MAD × 10³ over the camera's whole picture, as mattes are scored; outside the crop alpha is 0. */
function meanError(
  pictures: readonly Picture[],
  crop: Rectangle,
  alphaOf: (frame: number) => AlphaAt,
): number {
  let sum = 0;
  let count = 0;
  for (const [i, { alpha, widthPx, heightPx }] of pictures.entries()) {
    if (i < WARM_UP) continue;
    const at = alphaOf(i);
    for (let y = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++) {
        const isInside =
          x >= crop.x && y >= crop.y && x < crop.x + crop.width && y < crop.y + crop.height;
        const got = isInside
          ? at((x + 0.5 - crop.x) / crop.width, (y + 0.5 - crop.y) / crop.height)
          : 0;
        sum += Math.abs(got - (alpha[y * widthPx + x] ?? 0) / 255);
      }
    }
    count += alpha.length;
  }
  return (sum / count) * 1000;
}

function unpackedAlpha(data: Uint8Array | undefined, { widthPx, alpha }: PackedLayout): AlphaAt {
  if (!data) throw new Error("a frame was lost");
  return (u, v) => {
    const luma = sample(data, widthPx, { x: u * widthPx - 0.5, y: v * alpha.rows - 0.5 }, alpha);
    return Math.max(0, Math.min(1, (luma - 16) / 219));
  };
}

/** The keyer's two settings are tried in steps, and the best counts. */
function bestKey(
  pictures: readonly Picture[],
  crop: Rectangle,
  frames: readonly Uint8Array[],
): number {
  let best = Number.POSITIVE_INFINITY;
  const every = pictures
    .map((picture, i) => ({ picture, i }))
    .filter(({ i }) => i % 5 === 0 && i >= WARM_UP);
  for (const similarity of [0.08, 0.12, 0.16, 0.2, 0.26, 0.32]) {
    for (const smoothness of [0.02, 0.05, 0.08, 0.12, 0.18, 0.26]) {
      const chosen = every.map(({ picture }) => picture);
      const mad = madOf(chosen, crop, (n) =>
        keyedAlpha(frames[every[n]?.i ?? 0], crop, { similarity, smoothness }),
      );
      best = Math.min(best, mad);
    }
  }
  return best;
}

function madOf(
  pictures: readonly Picture[],
  crop: Rectangle,
  alphaOf: (n: number) => AlphaAt,
): number {
  const padded = [...Array.from({ length: WARM_UP }, () => pictures[0]), ...pictures];
  const known = padded.filter((picture) => picture !== undefined);
  return meanError(known, crop, (i) => alphaOf(i - WARM_UP));
}

/** What each rate buys for the person alone: the packed crop against the camera's full frame. */
async function climb(
  pictures: readonly Picture[],
  crop: Rectangle,
  layout: PackedLayout,
  packed: readonly Uint8Array<ArrayBuffer>[],
): Promise<CodecFigures["ladder"]> {
  const [first] = pictures;
  if (!first) return [];
  const { widthPx, heightPx } = first;
  const room = texturedRoom(widthPx, heightPx);
  const full = pictures.map((picture) => inRoom(picture, room));
  const ladder = [];
  for (const kbps of LADDER_KBPS) {
    const small = await throughVp8(packed, layout, kbps * 1000);
    const large = await throughVp8(full, { widthPx, heightPx }, kbps * 1000);
    ladder.push({
      kbps,
      packedDb: personDb(pictures, (i, x, y) => {
        const u = ((x + 0.5 - crop.x) / crop.width) * layout.widthPx - 0.5;
        const v = ((y + 0.5 - crop.y) / crop.height) * layout.colour.rows - 0.5;
        return sample(small.frames[i] ?? first.y, layout.widthPx, { x: u, y: v }, layout.colour);
      }),
      packedKbps: small.kbps,
      fullDb: personDb(pictures, (i, x, y) => large.frames[i]?.[y * widthPx + x] ?? 0),
      fullKbps: large.kbps,
    });
  }
  return ladder;
}

function personDb(
  pictures: readonly Picture[],
  lumaAt: (frame: number, x: number, y: number) => number,
): number {
  let sum = 0;
  let count = 0;
  for (const [i, { alpha, y: luma, widthPx }] of pictures.entries()) {
    if (i < WARM_UP || i % 3 !== 0) continue;
    for (let p = 0; p < alpha.length; p++) {
      if ((alpha[p] ?? 0) < 250) continue;
      const x = p % widthPx;
      const error = lumaAt(i, x, (p - x) / widthPx) - (luma[p] ?? 0);
      sum += error * error;
      count++;
    }
  }
  return 10 * Math.log10((219 * 219 * count) / sum);
}

/** Shelves and books, more or less: edges of many sizes, and the grain of a camera's sensor. */
function texturedRoom(widthPx: number, heightPx: number): Uint8Array {
  const room = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const book = Math.sin(Math.floor(x / 11) * 12.9898 + Math.floor(y / 90) * 78.233) * 43758.5;
      const shelf = y % 90 < 8 ? -40 : 0;
      room[y * widthPx + x] = 100 + shelf + 70 * (book - Math.floor(book)) + 12 * Math.sin(y / 5);
    }
  }
  return room;
}

function inRoom(picture: Picture, room: Uint8Array): Uint8Array<ArrayBuffer> {
  const { y, u, v, alpha, widthPx } = picture;
  const out = new Uint8Array(y.length * 1.5).fill(128);
  for (let i = 0; i < y.length; i++) {
    const a = (alpha[i] ?? 0) / 255;
    const grain = a < 0.9 ? 4 * Math.random() - 2 : 0;
    out[i] = a * (y[i] ?? 0) + (1 - a) * (room[i] ?? 0) + grain;
  }
  const half = widthPx / 2;
  for (let i = 0; i < u.length; i++) {
    const x = i % half;
    const a = (alpha[((i - x) / half) * 2 * widthPx + 2 * x] ?? 0) / 255;
    out[y.length + i] = 128 + a * ((u[i] ?? 128) - 128);
    out[y.length + u.length + i] = 128 + a * ((v[i] ?? 128) - 128);
  }
  return out;
}

offer(run);
