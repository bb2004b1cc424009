import type { FrameFacts, StageName } from "@visavis/protocol";

/** When a frame passed the receiving page; all on this page's wall clock, except as said. */
export interface ShownFrame {
  readonly facts: FrameFacts;
  /** The encoded frame was complete; null where the browser does not tell. */
  readonly receivedAtMs: number | null;
  readonly decodeMs: number | null;
  /** The decoder gave the frame to the page. */
  readonly presentedAtMs: number;
  /** The glass shows it from then on. */
  readonly onGlassAtMs: number;
  /** The remote wall clock minus this one. */
  readonly clockOffsetMs: number;
}

export interface FrameTimes {
  readonly totalMs: number;
  readonly stages: Partial<Record<StageName, number>>;
}

/** Where the time of one shown frame went. Stages that cannot be told apart are left out. */
export function frameTimes(shown: ShownFrame): FrameTimes {
  const { facts, receivedAtMs, decodeMs, presentedAtMs, onGlassAtMs, clockOffsetMs } = shown;
  const { waitMs, matteMs, packMs, encodeMs } = facts;
  const capturedAtMs = facts.capturedAtMs - clockOffsetMs;
  const sentAtMs = capturedAtMs + waitMs + matteMs + packMs + encodeMs;
  const sender = { wait: waitMs, matte: matteMs, pack: packMs, encode: encodeMs };
  const glass = Math.max(0, onGlassAtMs - presentedAtMs);
  const totalMs = onGlassAtMs - capturedAtMs;
  if (receivedAtMs === null || decodeMs === null) return { totalMs, stages: { ...sender, glass } };
  const stages = {
    ...sender,
    // A clock that is estimated can be off by more than a short cable takes.
    network: Math.max(0, receivedAtMs - sentAtMs),
    jitter: Math.max(0, presentedAtMs - receivedAtMs - decodeMs),
    decode: decodeMs,
    glass,
  };
  return { totalMs, stages };
}
