import { VisavisError } from "./errors.ts";

/** Where its holder's site shows a shared object, in that site's own pane frame. POSE rules. */
export interface PosePacket {
  readonly object: string;
  /** Of the holding that this belongs to: an older one says nothing about where the object is now. */
  readonly term: number;
  readonly seq: number;
  /** The sender's clock; wraps after 49 days. */
  readonly sentAtMs: number;
  readonly positionM: readonly [x: number, y: number, z: number];
  /** A unit quaternion. */
  readonly rotation: readonly [x: number, y: number, z: number, w: number];
  /** In a hand that the picture of that site shows: who draws the picture draws it there. */
  readonly isInHand: boolean;
}

const VERSION = 1;
const HEADER_BYTES = 39;
const MAX_NAME = 32;
/** Further away no hand holds anything. */
const MAX_COORDINATE_M = 20;
const ROTATION_STEPS = 32_767;
const SENT_WRAP = 2 ** 32;
const IN_HAND = 1;
const NAME = /^[a-z0-9-]{1,32}$/;

//  0 version u8 | 1 term f64 | 9 seq u32 | 13 sentAt u32 ms | 17 position 3×f32 m | 29 rotation
// 4×i16, 1/32767 | 37 flags u8, 1 in a hand | 38 name length u8 | 39 name, ASCII
export function encodePose(pose: PosePacket): ArrayBuffer {
  const bytes = new ArrayBuffer(HEADER_BYTES + pose.object.length);
  const view = new DataView(bytes);
  view.setUint8(0, VERSION);
  view.setFloat64(1, pose.term);
  view.setUint32(9, pose.seq);
  view.setUint32(13, Math.floor(pose.sentAtMs) % SENT_WRAP);
  pose.positionM.forEach((metres, i) => view.setFloat32(17 + 4 * i, metres));
  pose.rotation.forEach((part, i) => view.setInt16(29 + 2 * i, Math.round(part * ROTATION_STEPS)));
  view.setUint8(37, pose.isInHand ? IN_HAND : 0);
  view.setUint8(38, pose.object.length);
  for (let i = 0; i < pose.object.length; i++) {
    view.setUint8(HEADER_BYTES + i, pose.object.charCodeAt(i));
  }
  return bytes;
}

/** Refuses with `version-unsupported` or `message-invalid`; whoever calls it drops the packet. */
export function decodePose(bytes: ArrayBuffer): PosePacket {
  const view = new DataView(bytes);
  if (bytes.byteLength < 1) throw invalid("empty");
  if (view.getUint8(0) !== VERSION) {
    throw new VisavisError("version-unsupported", `pose version ${view.getUint8(0)}`);
  }
  if (bytes.byteLength < HEADER_BYTES) throw invalid(`${bytes.byteLength} bytes`);
  const term = view.getFloat64(1);
  if (!Number.isSafeInteger(term) || term < 0) throw invalid("term");
  const metres = (i: number): number => view.getFloat32(17 + 4 * i);
  const positionM = [metres(0), metres(1), metres(2)] as const;
  // NaN fails the comparison, too.
  if (!positionM.every((value) => Math.abs(value) <= MAX_COORDINATE_M)) throw invalid("position");
  return {
    object: nameOf(view),
    term,
    seq: view.getUint32(9),
    sentAtMs: view.getUint32(13),
    positionM,
    rotation: rotationOf(view),
    isInHand: (view.getUint8(37) & IN_HAND) !== 0,
  };
}

/** Whether `a` was sent after `b`, across the wrap of the sender's clock. */
export function isLaterPose(a: number, b: number): boolean {
  return a !== b && (a - b + SENT_WRAP) % SENT_WRAP < SENT_WRAP / 2;
}

function rotationOf(view: DataView): PosePacket["rotation"] {
  const part = (i: number): number => view.getInt16(29 + 2 * i) / ROTATION_STEPS;
  const parts = [part(0), part(1), part(2), part(3)] as const;
  const length = Math.hypot(...parts);
  if (Math.abs(length - 1) > 0.01) throw invalid("rotation");
  return [parts[0] / length, parts[1] / length, parts[2] / length, parts[3] / length];
}

function nameOf(view: DataView): string {
  const length = view.getUint8(38);
  if (length > MAX_NAME || view.byteLength !== HEADER_BYTES + length) throw invalid("name");
  const codes = Array.from({ length }, (_, i) => view.getUint8(HEADER_BYTES + i));
  const name = String.fromCharCode(...codes);
  if (!NAME.test(name)) throw invalid("name");
  return name;
}

function invalid(what: string): VisavisError {
  return new VisavisError("message-invalid", `pose: ${what}`);
}
