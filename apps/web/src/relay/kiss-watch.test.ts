import { expect, test } from "vitest";
import { KissWatch, type TorchPair } from "./kiss-watch.ts";

function pair(apartM: number, burns = true): TorchPair {
  const rotation = [0, 0, 0, 1] as const;
  return {
    own: "torch",
    other: "torch-2",
    ownPose: { position: [0, 1, 0], rotation },
    otherPose: { position: [apartM, 1, 0], rotation },
    burns,
  };
}

function run(watch: KissWatch, pairs: readonly TorchPair[], fromMs: number, forMs: number) {
  const changes = [];
  for (let at = fromMs; at <= fromMs + forMs; at += 50) {
    const change = watch.frame(pairs, at);
    if (change) changes.push({ ...change, at });
  }
  return changes;
}

test("[CER-4] begins once the tips have been within 12 cm for half a second", () => {
  const watch = new KissWatch();
  expect(run(watch, [pair(0.13)], 0, 1000)).toEqual([]);
  const [started] = run(watch, [pair(0.1)], 1050, 1000);
  expect(started).toMatchObject({ type: "started", at: 1500, distanceM: expect.closeTo(0.1, 6) });
  expect(watch.isLit).toBe(true);
});

test("[CER-5] ends with its length, from the first touch on, and shows it to a tenth", () => {
  const watch = new KissWatch();
  run(watch, [pair(0.1)], 0, 2300);
  expect(watch.seconds).toBe(2.3);
  const [ended] = run(watch, [pair(0.4)], 2350, 100);
  expect(ended).toMatchObject({ type: "ended", own: "torch", lengthMs: 2300 });
  expect(watch.seconds).toBe(2.3);
});

test("two that do not burn only touch, and a kiss ends when one torch is gone", () => {
  const watch = new KissWatch();
  expect(run(watch, [pair(0.05, false)], 0, 1000)).toEqual([]);
  expect(run(watch, [pair(0.3), pair(0.05)], 1050, 1000)).toHaveLength(1);
  expect(run(watch, [], 2100, 50)).toMatchObject([{ type: "ended" }]);
});
