import { createPersonNet, type MatteFrame, Matter, type PersonNet } from "@visavis/matte";
import { quantiles } from "@visavis/protocol";
import { mean } from "../mean.ts";
import type { MatteMethod } from "../matte-methods.ts";
import {
  edgeBand,
  flickerError,
  foregroundError,
  gradientError,
  type MatteError,
  meanAbsoluteError,
  meanSquareError,
} from "../matte-metrics.ts";
import { stretchedMask } from "./matte-baseline.ts";
import { offer } from "./offer.ts";
import { rgbPlane, sideBySide } from "./matte-picture.ts";

export interface MethodFigures extends MatteError {
  readonly msPerFrame: { readonly p50: number; readonly p95: number };
}

export interface MethodRun {
  readonly figures: MethodFigures;
  /** Of the measured frames. */
  readonly worst: { readonly frame: number; readonly mad: number };
  /** Of every frame, those before the measured ones too. */
  readonly mads: readonly number[];
  /** Share of the picture whose empty room was known in the end. */
  readonly plateShare: number;
  /** A data address of the worst frame's picture. */
  readonly picture: string | null;
}

interface Job {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly warmUpFrames: number;
  readonly litertUrl: string;
  readonly hasPicture: boolean;
}

/** One frame's matte; the arrays are good until the next. */
interface Cut {
  readonly alpha: Uint8Array;
  /** I420, straight. */
  readonly colour: Uint8Array;
  readonly ms: number;
}

type Cutter = (i420: Uint8Array) => Promise<Cut>;

let tools: Promise<{ matter: Matter; net: PersonNet }> | null = null;

async function run(scene: string, method: MatteMethod, asked: string): Promise<MethodRun> {
  const job: Job = JSON.parse(asked);
  tools ??= load(job.litertUrl);
  const { matter, net } = await tools;
  const frames = await framesOf(scene, "shown", job);
  const cut = method === "baseline" ? withMask(net, job) : withMatter(matter, method, job);
  if (method === "plate" || method === "hair") {
    matter.beginPlate();
    for (const frame of await framesOf(scene, "empty", job)) {
      matter.input.set(frame);
      matter.addToPlate();
    }
    matter.finishPlate();
  }
  if (method === "learnt-plate") {
    for (const frame of await framesOf(scene, "learn", job)) await cut(frame);
  }
  const truths = new Uint8Array(await fetched(`/data/${scene}-shown.rgba`));
  const scored = await score(frames, truths, cut, job);
  const plateShare = method === "baseline" ? 0 : matter.plateShare;
  return { ...scored, plateShare };
}

async function load(litertUrl: string): Promise<{ matter: Matter; net: PersonNet }> {
  const modelUrl = "/runtime/models/selfie.tflite";
  const net = await createPersonNet({ litertUrl, modelUrl }, "wasm");
  const kernels = await WebAssembly.compileStreaming(fetch("/runtime/kernels.wasm"));
  return { net, matter: await Matter.assemble(kernels, net) };
}

function withMask(net: PersonNet, { widthPx, heightPx }: Job): Cutter {
  return async (i420) => {
    const startedMs = performance.now();
    const alpha = await stretchedMask(net, i420, { widthPx, heightPx });
    return { alpha, colour: i420, ms: performance.now() - startedMs };
  };
}

function withMatter(matter: Matter, method: MatteMethod, { widthPx, heightPx }: Job): Cutter {
  matter.configure({ widthPx, heightPx });
  return async (i420) => {
    matter.input.set(i420);
    const frame: MatteFrame = await matter.process({
      backdrop: backdrops[method],
      isNetDue: true,
      band: method === "hair" ? "hair" : "narrow",
    });
    return { alpha: frame.alpha, colour: frame.colour, ms: frame.netMs + frame.matteMs };
  };
}

const backdrops = {
  baseline: { kind: "none" },
  "no-plate": { kind: "none" },
  "learnt-plate": { kind: "plate" },
  plate: { kind: "plate" },
  hair: { kind: "plate" },
  chroma: { kind: "chroma", screen: "green" },
} as const;

async function score(
  frames: readonly Uint8Array[],
  truths: Uint8Array,
  cut: Cutter,
  { widthPx, heightPx, warmUpFrames, hasPicture }: Job,
): Promise<Omit<MethodRun, "plateShare">> {
  const errors: MatteError[] = [];
  const mads: number[] = [];
  const timesMs: number[] = [];
  let worst = { frame: 0, mad: -1 };
  let picture: string | null = null;
  let before: { got: Uint8Array; truth: Uint8Array } | null = null;
  for (const [i, frame] of frames.entries()) {
    const { alpha, colour, ms } = await cut(frame);
    const size = 4 * widthPx * heightPx;
    const truth = split(truths.subarray(i * size, (i + 1) * size));
    const mad = meanAbsoluteError(alpha, truth.alpha);
    mads.push(mad);
    if (i >= warmUpFrames) {
      const rgb = rgbPlane(colour, widthPx, heightPx);
      const band = edgeBand({ widthPx, heightPx, alpha: truth.alpha });
      errors.push({
        mad,
        mse: meanSquareError(alpha, truth.alpha),
        grad: gradientError(
          { widthPx, heightPx, alpha },
          { widthPx, heightPx, alpha: truth.alpha },
        ),
        dtssd: before ? flickerError(alpha, truth.alpha, before) : 0,
        edgeMad: meanAbsoluteError(alpha, truth.alpha, band),
        fg: foregroundError({ alpha, rgb }, truth, band),
      });
      timesMs.push(ms);
      if (mad > worst.mad) {
        worst = { frame: i - warmUpFrames, mad };
        const shown = { widthPx, heightPx, camera: frame, truth: truth.alpha, alpha, rgb };
        if (hasPicture) picture = await sideBySide(shown);
      }
    }
    before = { got: alpha.slice(), truth: truth.alpha };
  }
  const average = (key: keyof MatteError): number => mean(errors.map((error) => error[key]));
  const [p50 = 0, p95 = 0] = quantiles(timesMs, [0.5, 0.95]);
  const figures = {
    mad: average("mad"),
    mse: average("mse"),
    grad: average("grad"),
    dtssd: average("dtssd"),
    edgeMad: average("edgeMad"),
    fg: average("fg"),
    msPerFrame: { p50, p95 },
  };
  return { figures, worst, mads, picture };
}

function split(rgba: Uint8Array): { alpha: Uint8Array; rgb: Uint8Array } {
  const pixels = rgba.length / 4;
  const alpha = new Uint8Array(pixels);
  const rgb = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = rgba[4 * i + c] ?? 0;
    alpha[i] = rgba[4 * i + 3] ?? 0;
  }
  return { alpha, rgb };
}

async function framesOf(scene: string, part: string, job: Job): Promise<Uint8Array[]> {
  const bytes = new Uint8Array(await fetched(`/data/${scene}-${part}.i420`));
  const size = job.widthPx * job.heightPx * 1.5;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
}

async function fetched(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response.arrayBuffer();
}

offer(run);
