import fc from "fast-check";
import { expect, test } from "vitest";
import { type Closable, LatestFrame } from "./latest-frame.ts";

class FakeFrame implements Closable {
  closes = 0;
  close(): void {
    this.closes++;
  }
}

test("[CAP-3] closes every frame exactly once that nobody took, also at the end", async () => {
  const actions = fc.array(fc.constantFrom("put", "take"), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(actions, async (plan) => {
      const slot = new LatestFrame<FakeFrame>();
      const frames: FakeFrame[] = [];
      const taken: FakeFrame[] = [];
      let isWaiting = false;
      const take = async (): Promise<void> => {
        isWaiting = true;
        const frame = await slot.take();
        isWaiting = false;
        if (frame) taken.push(frame);
      };
      const takes: Promise<void>[] = [];
      for (const action of plan) {
        if (action === "put") {
          const frame = new FakeFrame();
          frames.push(frame);
          slot.put(frame);
        } else if (!isWaiting) {
          takes.push(take());
        }
        await Promise.resolve();
      }
      slot.close();
      await Promise.all(takes);
      const late = new FakeFrame();
      slot.put(late);
      expect(late.closes).toBe(1);
      for (const frame of frames) expect(frame.closes).toBe(taken.includes(frame) ? 0 : 1);
    }),
  );
});

test("keeps only the newest frame and counts the others", async () => {
  const slot = new LatestFrame<FakeFrame>();
  const frames = [new FakeFrame(), new FakeFrame(), new FakeFrame()];
  for (const frame of frames) slot.put(frame);
  expect(await slot.take()).toBe(frames[2]);
  expect(slot.droppedFrames).toBe(2);
});

test("exchanges a taken frame for a newer one only if there is one", async () => {
  const slot = new LatestFrame<FakeFrame>();
  const [older, newer] = [new FakeFrame(), new FakeFrame()];
  slot.put(older);
  const taken = (await slot.take()) ?? new FakeFrame();
  expect(slot.exchange(taken)).toBe(older);
  slot.put(newer);
  expect(slot.exchange(taken)).toBe(newer);
  expect([older.closes, newer.closes, slot.droppedFrames]).toEqual([1, 0, 1]);
});

test("tells a waiting taker that nothing will come", async () => {
  const slot = new LatestFrame<FakeFrame>();
  const taken = slot.take();
  slot.close();
  expect(await taken).toBeNull();
});
