import { spawnSync } from "node:child_process";
import path from "node:path";
import { findFfmpeg } from "@visavis/rehearsal";
import type { Benchmark } from "./benchmark.ts";
import { openBenchPage } from "./browser-page.ts";
import type { CodecFigures } from "./pages/codec.ts";

const [WIDTH, HEIGHT, FRAMES] = [1280, 720, 120];

/** What the codec does to alpha, and what the person costs, at the rate of a call. */
export const benchmark: Benchmark = async () => {
  await using bench = await openBenchPage("codec.ts");
  decodeClip(path.join(bench.dataFolder, "frames.yuva"));
  const figures = await bench.run<CodecFigures>(WIDTH, HEIGHT);
  const share = bitsShare(figures.ladder);
  return {
    rows: [
      {
        what: `alpha after VP8 at ${Math.round(figures.packedKbps)} kb/s, packed`,
        value: round(figures.packedMad, 3),
        unit: "MAD × 10³",
        target: "≤ 0.8",
        isMet: figures.packedMad <= 0.8,
      },
      {
        what: `chroma key over green after VP8 at ${Math.round(figures.chromaKbps)} kb/s`,
        value: round(figures.chromaMad, 2),
        unit: "MAD × 10³",
      },
      {
        what: "packed against chroma key",
        value: round(figures.packedMad / figures.chromaMad, 3),
        unit: "of its error",
      },
      {
        what: "bits for the same quality of person as the full frame at 2 Mb/s",
        value: round(share, 2),
        unit: "of its bits",
        target: "fewer",
        isMet: share < 1,
      },
    ],
    details: figures,
  };
};

function decodeClip(out: string): void {
  const input = ["-c:v", "libvpx", "-i", "tests/media/dancer-alpha-640x360.webm"];
  // The clip's own codec left a faint haze in its alpha; a perfect matte has none.
  const clean = "lutyuv=a='clip((val-10)*255/235,0,255)'";
  const scale = `scale=${WIDTH}:${HEIGHT}:flags=bicubic:in_range=tv:out_range=tv,format=yuva420p,${clean}`;
  const args = [
    "-v",
    "error",
    "-y",
    ...input,
    "-frames:v",
    `${FRAMES}`,
    "-vf",
    scale,
    "-f",
    "rawvideo",
    out,
  ];
  const { status, stderr } = spawnSync(findFfmpeg("ffmpeg"), args);
  if (status !== 0) throw new Error(`The clip could not be decoded: ${stderr.toString()}`);
}

/** Rate at which the packed picture shows the person as well as the full frame does near 2 Mb/s. */
function bitsShare(ladder: CodecFigures["ladder"]): number {
  const full = ladder.find(({ kbps }) => kbps === 2000);
  if (!full) return Number.NaN;
  for (let i = 1; i < ladder.length; i++) {
    const [below, above] = [ladder[i - 1], ladder[i]];
    if (!below || !above || above.packedDb < full.fullDb) continue;
    const along = (full.fullDb - below.packedDb) / (above.packedDb - below.packedDb);
    const kbps = below.packedKbps + Math.max(0, along) * (above.packedKbps - below.packedKbps);
    return kbps / full.fullKbps;
  }
  return Number.POSITIVE_INFINITY;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
