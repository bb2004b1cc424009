import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect } from "vitest";
import type { ProbeResult } from "./datagram-probe.ts";
import { needs } from "./need.ts";
import { type LinkProfile, namespaceOf, Router, whyNoRouter } from "./router.ts";

const LEFT = "10.78.0.2";
const RIGHT = "10.78.0.3";
const PORT = 5000;
const PROBE = new URL("./datagram-probe.ts", import.meta.url).pathname;

const routerTest = needs(whyNoRouter());

describe("the router", { timeout: 60_000 }, () => {
  let router: Router;

  beforeAll(async () => {
    if (whyNoRouter() === null) router = await Router.open({ left: LEFT, right: RIGHT }, 7);
  });
  afterAll(async () => router?.[Symbol.asyncDispose]());

  routerTest("adds nothing when nothing is asked", async () => {
    const result = await probe(router, {}, { count: 1000, everyMs: 2 });
    expect(result.received).toBe(1000);
    expect(quantile(result, 0.5)).toBeLessThan(3);
  });

  routerTest("delays by what was asked, within 2 ms", async () => {
    const result = await probe(router, { delayMs: 15 }, { count: 1000, everyMs: 2 });
    expect(result.received).toBe(1000);
    expect(quantile(result, 0.5)).toBeGreaterThanOrEqual(15);
    expect(quantile(result, 0.5)).toBeLessThan(17);
  });

  routerTest("jitter stays in its bounds and keeps order", async () => {
    const result = await probe(router, { delayMs: 15, jitterMs: 40 }, { count: 1500, everyMs: 2 });
    expect(result.outOfOrder).toBe(0);
    expect(quantile(result, 0.05)).toBeGreaterThanOrEqual(15);
    expect(quantile(result, 0.5)).toBeGreaterThan(25);
    expect(quantile(result, 0.5)).toBeLessThan(45);
  });

  routerTest("reorders only when asked", async () => {
    const profile = { delayMs: 5, jitterMs: 20, isReordering: true };
    const result = await probe(router, profile, { count: 500, everyMs: 2 });
    expect(result.outOfOrder).toBeGreaterThan(50);
  });

  routerTest("loses the share that was asked, alone or in bursts", async () => {
    const count = 4000;
    for (const burst of [1, 4]) {
      const result = await probe(router, { loss: 0.05, burst }, { count, everyMs: 1.2 });
      // Three standard deviations of so many draws; bursts have fewer independent ones.
      const tolerance = 3 * Math.sqrt((0.05 * 0.95 * (2 * burst - 1)) / count);
      expect(Math.abs(1 - result.received / count - 0.05)).toBeLessThan(tolerance);
    }
  });

  routerTest("holds the rate, and drops what its queue cannot hold", async () => {
    const bytes = 972;
    // With headers 1000 bytes each, every 2 ms: 4 Mb/s offered to 2 Mb/s.
    const profile = { rateKbps: 2000, queueMs: 200 };
    const result = await probe(router, profile, { count: 1000, everyMs: 2, bytes });
    expect(result.received).toBeGreaterThan(500);
    expect(result.received).toBeLessThan(600);
    expect(quantile(result, 0.9)).toBeGreaterThan(180);
    expect(quantile(result, 0.9)).toBeLessThan(225);
  });

  routerTest("lets nothing through when down or cut, and everything afterwards", async () => {
    const few = { count: 50, everyMs: 2 };
    expect((await probe(router, { isDown: true }, few)).received).toBe(0);
    await router.setCuts([{ from: "left", protocol: "udp", port: PORT }]);
    expect((await probe(router, {}, few)).received).toBe(0);
    await router.setCuts([{ from: "left", protocol: "tcp" }]);
    expect((await probe(router, {}, few)).received).toBe(50);
    await router.setCuts([]);
  });
});

interface Sending {
  readonly count: number;
  readonly everyMs: number;
  readonly bytes?: number;
}

async function probe(router: Router, profile: LinkProfile, sending: Sending): Promise<ProbeResult> {
  await router.setProfile(profile, "left");
  const { count, everyMs, bytes = 100 } = sending;
  const seconds = (count * everyMs) / 1000 + 1.5;
  const receiver = within("right", ["receive", PORT, seconds]);
  const lines = createInterface({ input: receiver.stdout })[Symbol.asyncIterator]();
  await lines.next();
  await once(within("left", ["send", RIGHT, PORT, count, everyMs, bytes]), "exit");
  const result: ProbeResult = JSON.parse(String((await lines.next()).value));
  return result;
}

function within(site: string, args: readonly (string | number)[]) {
  const command = [
    "netns",
    "exec",
    namespaceOf(site),
    process.execPath,
    PROBE,
    ...args.map(String),
  ];
  return spawn("ip", command, { stdio: ["ignore", "pipe", "inherit"] });
}

function quantile({ delaysMs }: ProbeResult, share: number): number {
  return delaysMs[Math.floor(share * (delaysMs.length - 1))] ?? Number.NaN;
}
