import { FACTS_BYTES } from "./frame-facts.ts";

// The strip is a grid of cells, one bit each, row by row: kind u8, facts, CRC-16 of both.
const COLUMNS = 48;
const ROWS = 8;
const KIND_FACTS = 0xf1;
const DARK = 40;
const LIGHT = 210;
const THRESHOLD = 125;
const PAYLOAD_BYTES = 1 + FACTS_BYTES + 2;
export const IDLE_LUMA = 128;

/** A rectangle of one luma plane. */
export interface LumaStrip {
  readonly data: Uint8Array;
  readonly stridePx: number;
  readonly widthPx: number;
  /** First row of the strip in `data`. */
  readonly startRow: number;
  readonly rows: number;
}

/** Draws facts into the code strip; for receivers that cannot read the trailer, and for tests. */
export function writeCodeStrip(strip: LumaStrip, facts: ArrayBuffer): void {
  const payload = new Uint8Array(PAYLOAD_BYTES);
  payload[0] = KIND_FACTS;
  payload.set(new Uint8Array(facts), 1);
  new DataView(payload.buffer).setUint16(1 + FACTS_BYTES, crc16(payload.subarray(0, -2)));
  for (let row = 0; row < ROWS; row++) {
    const [top, bottom] = [edge(row, ROWS, strip.rows), edge(row + 1, ROWS, strip.rows)];
    for (let column = 0; column < COLUMNS; column++) {
      const luma = bitAt(payload, row * COLUMNS + column) ? LIGHT : DARK;
      const left = edge(column, COLUMNS, strip.widthPx);
      const right = edge(column + 1, COLUMNS, strip.widthPx);
      for (let y = top; y < bottom; y++) {
        const start = (strip.startRow + y) * strip.stridePx;
        strip.data.fill(luma, start + left, start + right);
      }
    }
  }
}

/** Null when the strip is idle or does not pass its check. */
export function readCodeStrip(strip: LumaStrip): ArrayBuffer | null {
  const payload = new Uint8Array(PAYLOAD_BYTES);
  for (let bit = 0; bit < PAYLOAD_BYTES * 8; bit++) {
    if (cellLuma(strip, Math.floor(bit / COLUMNS), bit % COLUMNS) > THRESHOLD) {
      payload[bit >> 3] = (payload[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
    }
  }
  const check = new DataView(payload.buffer).getUint16(1 + FACTS_BYTES);
  if (payload[0] !== KIND_FACTS || crc16(payload.subarray(0, -2)) !== check) return null;
  return payload.slice(1, 1 + FACTS_BYTES).buffer;
}

/** Mean luma of the inner half of a cell: the codec smears the borders. */
function cellLuma(strip: LumaStrip, row: number, column: number): number {
  const [top, bottom] = innerHalf(row, ROWS, strip.rows);
  const [left, right] = innerHalf(column, COLUMNS, strip.widthPx);
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    const start = (strip.startRow + y) * strip.stridePx;
    for (let x = left; x < right; x++) sum += strip.data[start + x] ?? 0;
  }
  return sum / ((bottom - top) * (right - left));
}

function innerHalf(index: number, count: number, size: number): [number, number] {
  const centre = ((index + 0.5) * size) / count;
  const half = Math.max(0.5, size / count / 4);
  const start = Math.floor(centre - half);
  return [start, Math.max(start + 1, Math.floor(centre + half))];
}

function edge(index: number, count: number, size: number): number {
  return Math.round((index * size) / count);
}

function bitAt(bytes: Uint8Array, bit: number): boolean {
  return (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
}

/** CRC-16/CCITT-FALSE (polynomial 0x1021, initial 0xffff). */
function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
