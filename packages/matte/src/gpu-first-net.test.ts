import { expect, test, vi } from "vitest";
import { GpuFirstNet } from "./gpu-first-net.ts";
import type { PersonNet } from "./person-net.ts";

class FakeNet implements PersonNet {
  runs = 0;
  isClosed = false;
  answer: () => Promise<Float32Array> = () => Promise.resolve(Float32Array.of(0.25, 0.75));

  run(): Promise<Float32Array> {
    this.runs++;
    return this.answer();
  }

  close(): void {
    this.isClosed = true;
  }
}

const INPUT = new Float32Array(6);
const never = new Promise<never>(() => {});

let nowMs = 0;

/** By the test's own clock. */
function after(ms: number): () => Promise<Float32Array> {
  return () => {
    nowMs += ms;
    return Promise.resolve(Float32Array.of(0.25, 0.75));
  };
}

/** Whatever waits for promises only has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

interface Rig {
  readonly net: GpuFirstNet;
  readonly sure: FakeNet;
  readonly gpu: FakeNet;
  readonly lost: PromiseWithResolvers<void>;
}

/** A card as fast as the processor. */
async function rig(change: (gpu: FakeNet) => void = () => {}): Promise<Rig> {
  const [sure, gpu] = [new FakeNet(), new FakeNet()];
  sure.answer = after(5);
  gpu.answer = after(2);
  change(gpu);
  const lost = Promise.withResolvers<void>();
  const net = new GpuFirstNet({
    sure,
    open: () => Promise.resolve(gpu),
    lost: lost.promise,
    nowMs: () => nowMs,
  });
  await vi.waitFor(() => expect(gpu.runs).toBe(1));
  await settled();
  return { net, sure, gpu, lost };
}

async function runs(net: GpuFirstNet, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    expect([...(await net.run(INPUT))]).toEqual([0.25, 0.75]);
  }
}

test("goes over to the card once it has said the same, as fast", async () => {
  const { net, sure } = await rig();
  await runs(net, 6);
  expect(net.isOnGpu).toBe(true);
  const before = sure.runs;
  await runs(net, 3);
  expect(sure.runs).toBe(before);
});

test("stays on the processor when the card is slower", async () => {
  const { net, gpu } = await rig((card) => (card.answer = after(30)));
  await runs(net, 6);
  expect(net.isOnGpu).toBe(false);
  expect(gpu.isClosed).toBe(true);
});

test("stays on the processor when the card says something else, or nothing that is a number", async () => {
  for (const odd of [0.9, Number.NaN]) {
    const { net, gpu } = await rig((card) => {
      card.answer = () => Promise.resolve(Float32Array.of(odd, odd));
    });
    await runs(net, 6);
    expect(net.isOnGpu).toBe(false);
    expect(gpu.isClosed).toBe(true);
  }
});

test("a card that fails in the middle costs no mask", async () => {
  const { net, sure, gpu } = await rig();
  await runs(net, 6);
  gpu.answer = () => Promise.reject(new Error("device lost"));
  const before = sure.runs;
  await runs(net, 2);
  expect(sure.runs).toBe(before + 2);
  expect(net.isOnGpu).toBe(false);
});

test("a card that hangs costs a second and no mask", async () => {
  const { net, gpu } = await rig();
  await runs(net, 6);
  gpu.answer = () => never;
  vi.useFakeTimers();
  const mask = net.run(INPUT);
  await vi.advanceTimersByTimeAsync(1000);
  vi.useRealTimers();
  expect([...(await mask)]).toEqual([0.25, 0.75]);
  expect(net.isOnGpu).toBe(false);
});

test("a lost card is left at once", async () => {
  const { net, gpu, lost } = await rig();
  await runs(net, 6);
  lost.resolve();
  await settled();
  const before = gpu.runs;
  await runs(net, 2);
  expect(gpu.runs).toBe(before);
});

test("works without a card, and closes what it opened", async () => {
  const sure = new FakeNet();
  const net = new GpuFirstNet({ sure, open: () => Promise.reject(new Error("none")), lost: never });
  await runs(net, 3);
  net.close();
  expect(sure.isClosed).toBe(true);
  const { net: other, gpu } = await rig();
  await runs(other, 6);
  other.close();
  expect(gpu.isClosed).toBe(true);
});
