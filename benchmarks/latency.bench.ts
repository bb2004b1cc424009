import { median } from "@visavis/protocol";
import { createCameraFile, probeClip } from "@visavis/rehearsal";
import type { Benchmark } from "./benchmark.ts";
import { openBenchPage } from "./browser-page.ts";
import type { LatencyFigures } from "./pages/latency.ts";
import { portraitClip } from "./portrait-clip.ts";

const ROUNDS = 3;
const SECONDS_EACH = 10;

/** Camera to glass by a stamp in the pixels: our way against a plain call of the same camera. */
export const benchmark: Benchmark = async () => {
  const clip = await probeClip(portraitClip());
  const size = { widthPx: 720, heightPx: 1280 };
  const cameraFile = await createCameraFile({ clip, size, background: null, seconds: 5 });
  await using bench = await openBenchPage("latency.ts", { cameraFile });
  const { rounds } = await bench.run<LatencyFigures>(ROUNDS, SECONDS_EACH);
  const plain = median(rounds.map((pair) => pair.plain.p50)) ?? Number.NaN;
  const packed = median(rounds.map((pair) => pair.packed.p50)) ?? Number.NaN;
  const ratio = packed / plain;
  return {
    rows: [
      { what: "plain call, 720 x 1280, p50", value: round(plain), unit: "ms" },
      { what: "matted, packed and drawn, p50", value: round(packed), unit: "ms" },
      {
        what: "ours against the plain call at p50",
        value: round(ratio),
        unit: "times",
        target: "≤ 1.5",
        isMet: ratio <= 1.5,
      },
    ],
    details: { rounds, note: "both ends, encoder and decoder in one browser on one machine" },
  };
};

function round(value: number): number {
  return Number(value.toFixed(2));
}
