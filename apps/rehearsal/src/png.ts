import { crc32, deflateSync, inflateSync } from "node:zlib";

/** Straight RGBA, row by row from the top. */
export interface Bitmap {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgba: Uint8Array;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
// Channels by PNG colour type: grey, RGB, grey with alpha, RGBA.
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/** Reads what browsers write: eight bits a channel, no palette, not interlaced. */
export function decodePng(file: Uint8Array): Bitmap {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!buffer.subarray(0, 8).equals(SIGNATURE)) throw new Error("not a PNG");
  const data: Buffer[] = [];
  let head = Buffer.alloc(13);
  for (let at = 8; at + 12 <= buffer.length;) {
    const length = buffer.readUInt32BE(at);
    const kind = buffer.toString("latin1", at + 4, at + 8);
    const body = buffer.subarray(at + 8, at + 8 + length);
    if (kind === "IHDR") head = Buffer.from(body);
    if (kind === "IDAT") data.push(body);
    at += 12 + length;
  }
  const [widthPx, heightPx] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const channels = CHANNELS[head[9] ?? -1];
  if (head[8] !== 8 || head[12] !== 0 || !channels) throw new Error("a PNG of another kind");
  const rows = unfilter(inflateSync(Buffer.concat(data)), widthPx * channels, channels);
  return { widthPx, heightPx, rgba: toRgba(rows, channels, widthPx * heightPx) };
}

/** Undoes PNG's line filters; each line of `lines` begins with its filter's number. */
function unfilter(lines: Uint8Array, stride: number, step: number): Uint8Array {
  const height = Math.floor(lines.length / (stride + 1));
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)];
    const row = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x < step ? 0 : (out[row + x - step] ?? 0);
      const up = y === 0 ? 0 : (out[row + x - stride] ?? 0);
      const upLeft = y === 0 || x < step ? 0 : (out[row + x - stride - step] ?? 0);
      const raw = lines[y * (stride + 1) + 1 + x] ?? 0;
      out[row + x] = raw + predicted(filter, left, up, upLeft);
    }
  }
  return out;
}

function predicted(filter: number | undefined, left: number, up: number, upLeft: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const [toLeft, toUp] = [Math.abs(up - upLeft), Math.abs(left - upLeft)];
      const toUpLeft = Math.abs(left + up - 2 * upLeft);
      if (toLeft <= toUp && toLeft <= toUpLeft) return left;
      return toUp <= toUpLeft ? up : upLeft;
    }
    default:
      return 0;
  }
}

function toRgba(rows: Uint8Array, channels: number, pixels: number): Uint8Array {
  if (channels === 4) return rows;
  const rgba = new Uint8Array(pixels * 4);
  const isGrey = channels < 3;
  for (let i = 0; i < pixels; i++) {
    const at = i * channels;
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = rows[at + (isGrey ? 0 : c)] ?? 0;
    rgba[i * 4 + 3] = channels === 2 ? (rows[at + 1] ?? 0) : 255;
  }
  return rgba;
}

export function encodePng({ widthPx, heightPx, rgba }: Bitmap): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(widthPx, 0);
  head.writeUInt32BE(heightPx, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const stride = widthPx * 4;
  const lines = Buffer.alloc((stride + 1) * heightPx);
  for (let y = 0; y < heightPx; y++) {
    lines.set(rgba.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  }
  const parts = [
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", head.subarray(13)),
  ];
  return Buffer.concat([SIGNATURE, ...parts]);
}

function chunk(kind: string, body: Buffer): Buffer {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(kind, 4, "latin1");
  out.set(body, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}
