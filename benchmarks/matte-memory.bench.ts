import type { CDPSession } from "playwright-core";
import type { Benchmark } from "./benchmark.ts";
import { openBenchPage } from "./browser-page.ts";
import type { FrameFigures } from "./pages/matte-memory.ts";

const FRAMES = 10_000;
const BATCH = 1000;
const FLAT_MB = 1;

interface Memory {
  readonly shown: number;
  readonly heapMB: number;
  /** Buffers outside of the heap: the kernels', the net's, and frames' bytes. */
  readonly buffersMB: number;
}

/** What ten thousand frames through the matte leave behind. */
export const benchmark: Benchmark = async () => {
  await using bench = await openBenchPage("matte-memory.ts");
  const session = await bench.page.context().newCDPSession(bench.page);
  const series: Memory[] = [];
  let figures: FrameFigures = { shown: 0, made: 0, open: 0 };
  while (figures.shown < FRAMES) {
    figures = await bench.run<FrameFigures>(BATCH);
    series.push({ shown: figures.shown, ...(await memory(session)) });
  }
  const [first, last] = [series[0], series.at(-1)];
  if (!first || !last) throw new Error("no frame was shown");
  const grownMB = last.heapMB + last.buffersMB - first.heapMB - first.buffersMB;
  return {
    rows: [
      {
        what: `frames left open after ${figures.shown} (${figures.made} made)`,
        value: figures.open,
        unit: "frames",
        target: "0",
        isMet: figures.open === 0,
      },
      {
        what: `memory after ${last.shown} frames against ${first.shown}`,
        value: Number(grownMB.toFixed(2)),
        unit: "MB more",
        target: `≤ ${FLAT_MB}`,
        isMet: grownMB <= FLAT_MB,
      },
    ],
    details: { series },
  };
};

async function memory(session: CDPSession): Promise<Omit<Memory, "shown">> {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, ...others } = await session.send("Runtime.getHeapUsage");
  const buffers = "backingStorageSize" in others ? others.backingStorageSize : 0;
  return { heapMB: usedSize / 1e6, buffersMB: buffers / 1e6 };
}
