import { VisavisError } from "./errors.ts";

export interface CropRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A calibrated camera: enough for the receiver to place every pixel of the picture in the room. */
export interface FactsView {
  readonly focalPx: number;
  /** Of the lens above the floor. */
  readonly heightM: number;
  /** Positive looks down. */
  readonly pitchRad: number;
}

/** The person in the camera's picture, rows from the top in camera pixels. */
export interface FactsPerson {
  readonly topRow: number;
  readonly footRow: number;
  /** Horizontal distance from the camera to the person's plane; 0 when it is not known. */
  readonly planeM: number;
  /** False when the matte touches the picture's lower edge: `footRow` is then no foot. */
  readonly hasFloorContact: boolean;
}

/** What the receiver must know of one frame, in step with that frame. FACTS rules in docs/protocol.md. */
export interface FrameFacts {
  /** Wraps at 65 536. */
  readonly sequence: number;
  /** The sender's wall clock in ms; only 0.1 ms and 119 h of it travel. */
  readonly capturedAtMs: number;
  /** The camera's picture after rotation. */
  readonly camera: { readonly width: number; readonly height: number };
  /** The part of that picture which the colour rows show. */
  readonly crop: CropRectangle;
  readonly view: FactsView | null;
  readonly person: FactsPerson | null;
  /** At the person's plane, in the camera's picture; 0 when nothing is known. */
  readonly metresPerPixel: number;
  /** Where the sender spent its time, for the ledger. */
  readonly waitMs: number;
  readonly matteMs: number;
  readonly packMs: number;
  /** From packed to encoded; written by the sender's transform, 0 before it. */
  readonly encodeMs: number;
}

/** On a facts port: one for each packed frame, before the frame of that timestamp is written. */
export interface FactsMessage {
  readonly timestampUs: number;
  readonly facts: ArrayBuffer;
}

export const FACTS_BYTES = 44;
const VERSION = 1;
const HAS_VIEW = 1;
const HAS_PERSON = 2;
const HAS_FLOOR_CONTACT = 4;
const ENCODE_OFFSET = 42;
const TICKS_PER_MS = 10;
const TICK_WRAP = 2 ** 32;

/** Of a frame that shows all of a picture, of which no more is known. */
export function wholePictureFacts(camera: FrameFacts["camera"]): FrameFacts {
  return {
    sequence: 0,
    capturedAtMs: 0,
    camera,
    crop: { x: 0, y: 0, ...camera },
    view: null,
    person: null,
    metresPerPixel: 0,
    waitMs: 0,
    matteMs: 0,
    packMs: 0,
    encodeMs: 0,
  };
}

//  0 version u8 | 1 flags u8 | 2 sequence u16 | 4 capturedAt u32, 0.1 ms | 8 camera 2×u16
// 12 crop x y w h 4×u16, 1/16 px | 20 topRow u16, 1/16 px | 22 footRow u16, 1/16 px | 24 focal u16, 1/4 px
// 26 height u16 mm | 28 pitch i16, 1e-4 rad | 30 plane u16 mm | 32 metresPerPixel u32, 1e-9 m
// 36 wait u16 | 38 matte u16 | 40 pack u16 | 42 encode u16, all 0.1 ms; big-endian
export function encodeFacts(facts: FrameFacts): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(FACTS_BYTES));
  const u16 = (offset: number, value: number): void => view.setUint16(offset, clamp(value, 65535));
  view.setUint8(0, VERSION);
  view.setUint8(1, flagsOf(facts));
  view.setUint16(2, facts.sequence & 0xffff);
  view.setUint32(4, Math.round(facts.capturedAtMs * TICKS_PER_MS) % TICK_WRAP);
  u16(8, facts.camera.width);
  u16(10, facts.camera.height);
  const { x, y, width, height } = facts.crop;
  [x, y, width, height].forEach((value, i) => u16(12 + 2 * i, value * 16));
  if (facts.person) {
    u16(20, facts.person.topRow * 16);
    u16(22, facts.person.footRow * 16);
    u16(30, facts.person.planeM * 1000);
  }
  if (facts.view) {
    u16(24, facts.view.focalPx * 4);
    u16(26, facts.view.heightM * 1000);
    view.setInt16(28, Math.max(-32768, Math.min(32767, Math.round(facts.view.pitchRad * 1e4))));
  }
  view.setUint32(32, clamp(facts.metresPerPixel * 1e9, TICK_WRAP - 1));
  u16(36, facts.waitMs * TICKS_PER_MS);
  u16(38, facts.matteMs * TICKS_PER_MS);
  u16(40, facts.packMs * TICKS_PER_MS);
  u16(ENCODE_OFFSET, facts.encodeMs * TICKS_PER_MS);
  return view.buffer;
}

/** @param nearMs a wall clock within 59 h of the sender's, to complete `capturedAtMs` */
export function decodeFacts(bytes: ArrayBuffer, nearMs: number): FrameFacts {
  if (bytes.byteLength !== FACTS_BYTES) {
    throw new VisavisError("message-invalid", `frame facts of ${bytes.byteLength} bytes`);
  }
  const view = new DataView(bytes);
  if (view.getUint8(0) !== VERSION) {
    throw new VisavisError("version-unsupported", `frame facts version ${view.getUint8(0)}`);
  }
  const flags = view.getUint8(1);
  const u16 = (offset: number, per: number): number => view.getUint16(offset) / per;
  const facts: FrameFacts = {
    sequence: view.getUint16(2),
    capturedAtMs: unwrapMs(view.getUint32(4), nearMs),
    camera: { width: u16(8, 1), height: u16(10, 1) },
    crop: { x: u16(12, 16), y: u16(14, 16), width: u16(16, 16), height: u16(18, 16) },
    view:
      flags & HAS_VIEW
        ? { focalPx: u16(24, 4), heightM: u16(26, 1000), pitchRad: view.getInt16(28) / 1e4 }
        : null,
    person:
      flags & HAS_PERSON
        ? {
            topRow: u16(20, 16),
            footRow: u16(22, 16),
            planeM: u16(30, 1000),
            hasFloorContact: (flags & HAS_FLOOR_CONTACT) !== 0,
          }
        : null,
    metresPerPixel: view.getUint32(32) / 1e9,
    waitMs: u16(36, TICKS_PER_MS),
    matteMs: u16(38, TICKS_PER_MS),
    packMs: u16(40, TICKS_PER_MS),
    encodeMs: u16(ENCODE_OFFSET, TICKS_PER_MS),
  };
  if (!isPlausible(facts)) throw new VisavisError("message-invalid", "impossible frame facts");
  return facts;
}

/** Writes the encoder's time into facts that are already bytes. */
export function stampEncodeMs(bytes: ArrayBuffer, encodeMs: number): void {
  new DataView(bytes).setUint16(ENCODE_OFFSET, clamp(encodeMs * TICKS_PER_MS, 65535));
}

function flagsOf({ view, person }: FrameFacts): number {
  return (
    (view ? HAS_VIEW : 0) |
    (person ? HAS_PERSON : 0) |
    (person?.hasFloorContact ? HAS_FLOOR_CONTACT : 0)
  );
}

function unwrapMs(ticks: number, nearMs: number): number {
  const nearTicks = Math.round(nearMs * TICKS_PER_MS);
  const base = nearTicks - (nearTicks % TICK_WRAP);
  const candidates = [base - TICK_WRAP, base, base + TICK_WRAP].map((start) => start + ticks);
  const distance = (value: number): number => Math.abs(value - nearTicks);
  const nearest = candidates.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  return nearest / TICKS_PER_MS;
}

/** A peer may lie: a figure is only ever drawn from numbers that a real camera could have sent. */
function isPlausible({ camera, crop, person }: FrameFacts): boolean {
  const isInside =
    crop.width > 0 &&
    crop.height > 0 &&
    crop.x + crop.width <= camera.width + 1 &&
    crop.y + crop.height <= camera.height + 1;
  return isInside && (!person || person.footRow >= person.topRow);
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(max, Math.round(value)));
}
