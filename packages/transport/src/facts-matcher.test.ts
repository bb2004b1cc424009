import { seeded } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { CaptureAligner } from "./capture-aligner.ts";
import { FactsMatcher } from "./facts-matcher.ts";

interface Machine {
  readonly fps: number;
  readonly cameraJitterMs: number;
  /** From capture until the frame is written. */
  readonly matteMs: number;
  readonly matteJitterMs: number;
  readonly encodeMs: number;
  readonly encodeJitterMs: number;
  /** How much longer the frames 0, 1, 2 of each ten are held up before they are written. */
  readonly holdMs?: readonly number[];
}

interface Written {
  readonly capturedMs: number;
  readonly writtenMs: number;
  readonly rtpMs: number;
}

interface Encoded extends Written {
  readonly encodedAtMs: number;
}

const FRAMES = 300;
/** Frames written before the connection stands, which nobody encodes. */
const EARLY = 15;

function write(machine: Machine, random: () => number): Written[] {
  const aligner = new CaptureAligner();
  const written: Written[] = [];
  let latestMs = 0;
  for (let frame = 0; frame < FRAMES; frame++) {
    const capturedMs = 1_000 + (frame * 1_000) / machine.fps + random() * machine.cameraJitterMs;
    const holdMs = machine.holdMs?.[frame % 10] ?? 0;
    const readyMs = capturedMs + machine.matteMs + holdMs + random() * machine.matteJitterMs;
    const writtenMs = Math.max(readyMs, latestMs + 0.5);
    latestMs = writtenMs;
    const rtpMs = Math.round(aligner.align(capturedMs, writtenMs));
    written.push({ capturedMs, writtenMs, rtpMs });
  }
  return written;
}

/** Takes the newest frame whenever it is free; those between fall out. */
function encode(written: readonly Written[], machine: Machine, random: () => number): Encoded[] {
  const encoded: Encoded[] = [];
  let freeMs = 0;
  for (let next = 0; next < written.length; next++) {
    const startMs = Math.max(freeMs, written[next]?.writtenMs ?? 0);
    while ((written[next + 1]?.writtenMs ?? Infinity) <= startMs) next++;
    const frame = written[next];
    freeMs = startMs + machine.encodeMs + random() * machine.encodeJitterMs;
    if (frame && next >= EARLY) encoded.push({ ...frame, encodedAtMs: freeMs + random() });
  }
  return encoded;
}

/** Which of the encoded frames were given another frame's facts, or none. */
function mistakes(machine: Machine, seed: number): { frames: number; wrong: number[] } {
  const random = seeded(seed);
  const written = write(machine, random);
  const encoded = encode(written, machine, random);
  const matcher = new FactsMatcher();
  const startTicks = Math.floor(random() * 2 ** 32);
  const wrong: number[] = [];
  let told = 0;
  for (const [index, { rtpMs, capturedMs, encodedAtMs }] of encoded.entries()) {
    while ((written[told]?.writtenMs ?? Infinity) + 0.3 <= encodedAtMs) {
      const { capturedMs: atMs, writtenMs } = written[told++] ?? { capturedMs: 0, writtenMs: 0 };
      const timestampUs = Math.round(atMs * 1_000);
      const arrivedAtMs = writtenMs + 0.3 * random();
      matcher.add({ timestampUs, arrivedAtMs, facts: new ArrayBuffer(0) });
    }
    if (index === 15) matcher.measuredEncodeMs = machine.encodeMs + machine.encodeJitterMs / 2;
    const rtpTimestamp = (startTicks + rtpMs * 90) % 2 ** 32;
    const found = matcher.match({ rtpTimestamp, timestampUs: undefined, encodedAtMs });
    if (found?.timestampUs !== Math.round(capturedMs * 1_000)) wrong.push(index);
  }
  return { frames: encoded.length, wrong };
}

const calm: Machine = {
  fps: 30,
  cameraJitterMs: 0,
  matteMs: 10,
  matteJitterMs: 3,
  encodeMs: 8,
  encodeJitterMs: 4,
};

describe("facts matcher", () => {
  test.each([
    ["a steady camera", calm],
    ["an uneven camera", { ...calm, cameraJitterMs: 4 }],
    ["a slow matte", { ...calm, fps: 15, matteMs: 50, matteJitterMs: 30 }],
    ["bursts", { ...calm, holdMs: [60, 30, 0] }],
    ["a slow encoder", { ...calm, encodeMs: 25, encodeJitterMs: 8 }],
    ["60 frames a second", { ...calm, fps: 60, encodeMs: 6 }],
  ] as const)("[FACTS-6] finds each frame's facts: %s", (_, machine) => {
    for (let seed = 1; seed <= 20; seed++) {
      const { frames, wrong } = mistakes(machine, seed);
      expect(frames).toBeGreaterThan(200);
      expect(wrong.filter((index) => index >= 15)).toEqual([]);
    }
  });

  test("[FACTS-6] finds them again with an encoder that lets every other frame fall", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { wrong } = mistakes({ ...calm, encodeMs: 50, encodeJitterMs: 10 }, seed);
      expect(wrong.filter((index) => index >= 20)).toEqual([]);
    }
  });

  test("[FACTS-6] looks them up where the browser tells the frame's own timestamp", () => {
    const matcher = new FactsMatcher();
    for (const timestampUs of [1_000, 34_000, 67_000]) {
      matcher.add({ timestampUs, arrivedAtMs: timestampUs / 1_000, facts: new ArrayBuffer(0) });
    }
    const frame = { rtpTimestamp: 0, timestampUs: 34_000, encodedAtMs: 70 };
    expect(matcher.match(frame)?.timestampUs).toBe(34_000);
    expect(matcher.isEarly(frame)).toBe(false);
  });

  test("[FACTS-6] has none before any came and after another track began", () => {
    const matcher = new FactsMatcher();
    const frame = { rtpTimestamp: 0, timestampUs: undefined, encodedAtMs: 70 };
    expect(matcher.match(frame)).toBeNull();
    matcher.add({ timestampUs: 0, arrivedAtMs: 60, facts: new ArrayBuffer(0) });
    expect(matcher.match({ ...frame, rtpTimestamp: 90 })?.timestampUs).toBe(0);
    matcher.clear();
    expect(matcher.match({ ...frame, rtpTimestamp: 180 })).toBeNull();
  });
});
