import type { Transport } from "@visavis/transport";
import { describe, expect, test } from "vitest";
import { PackedSource, type ShownFrame, watchFrames } from "./packed-source.ts";
import type { Pace } from "./packed-source.worker.ts";
import { peerBench } from "./peer-bench.ts";
import { media, meet, until } from "./transport-contract.ts";

interface Tally {
  readonly shown: number;
  readonly unreadable: number;
  readonly withFacts: number;
  readonly inStep: number;
  readonly outOfStep: number;
}

const FRAMES = 150;
/** Until the transform has found which facts are whose; see FACTS-6. */
const SETTLING_FRAMES = 15;

describe("frame facts over a peer connection", () => {
  test.each(["steady", "bursts", "gaps"] as const)(
    "[FACTS-6] are those of the frame that is shown: %s",
    async (pace) => {
      await using bench = peerBench();
      const [ann, bob] = await meet(bench);
      // Both ways: leader and follower come to their transforms differently.
      const tallies = await Promise.all([count(ann, bob, pace), count(bob, ann, pace)]);
      for (const tally of tallies) expectInStep(tally);
    },
  );

  test("[FACTS-6] stay in step with VP8 as well", async () => {
    await using bench = peerBench({ videoCodec: "vp8" });
    const [ann, bob] = await meet(bench);
    expectInStep(await count(ann, bob, "bursts"));
    const stats = bob.self && (await ann.stats(bob.self));
    expect(stats?.sentVideo?.codec).toBe("VP8");
  });
});

function expectInStep(tally: Tally): void {
  const said = JSON.stringify(tally);
  const readable = tally.shown - tally.unreadable;
  expect(readable, said).toBeGreaterThan(FRAMES / 3);
  expect(tally.withFacts, said).toBeGreaterThanOrEqual(tally.shown - SETTLING_FRAMES);
  // A machine that stands still for a moment, as a busy one does, puts a few frames out.
  expect(tally.outOfStep, said).toBeLessThan(SETTLING_FRAMES);
}

async function count(from: Transport, to: Transport, pace: Pace): Promise<Tally> {
  const received = media(to);
  using source = new PackedSource();
  from.publish({ video: source.video, audio: null });
  await until(() => received.latest?.video);
  const track = received.latest?.video;
  const sender = from.self;
  if (!track || !sender) throw new Error("no picture came");
  const shown: ShownFrame[] = [];
  const found: (number | null)[] = [];
  const stop = watchFrames(track, (frame) => {
    shown.push(frame);
    found.push(to.factsAt(sender, frame.rtpTimestamp)?.sequence ?? null);
  });
  await source.play(pace, FRAMES);
  await new Promise((resolve) => setTimeout(resolve, 300));
  stop();
  const isOut = ({ sequence }: ShownFrame, i: number): boolean => {
    const facts = found[i] ?? null;
    return sequence !== null && facts !== null && facts !== sequence;
  };
  return {
    shown: shown.length,
    unreadable: shown.filter(({ sequence }) => sequence === null).length,
    withFacts: found.filter((sequence) => sequence !== null).length,
    inStep: shown.filter(({ sequence }, i) => sequence !== null && sequence === found[i]).length,
    outOfStep: shown.filter(isOut).length,
  };
}
