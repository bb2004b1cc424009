import type { PersonNet } from "./person-net.ts";
import { NET_SIDE } from "./net-side.ts";

/** A run that takes longer hangs: the driver was reset, or the browser took the card away. */
const HUNG_MS = 1000;
const WARM_UP_MS = 30_000;
const TRIALS = 4;
/** Mean difference of two masks that show the same. */
const SAME_MASK = 0.03;
/** The processor has other work: the card may take a little longer than it. */
const WORTH_IT = 1.5;
/** So much for the trials already spent: the picture must not stutter for them. */
const HOPELESS_MS = 100;

export interface GpuChance {
  /** Kept open for as long as the matter: whatever happens to the card, the next mask is its. */
  readonly sure: PersonNet;
  /** The same net on the graphics card; null where that turns out not to work. */
  readonly open: () => Promise<PersonNet | null>;
  /** Settles when the card is gone. */
  readonly lost: Promise<unknown>;
  readonly nowMs?: () => number;
}

type Stage =
  | { readonly kind: "opening" }
  | { readonly kind: "trying"; readonly gpu: PersonNet; trials: number; sureMs: number; ms: number }
  | { readonly kind: "using"; readonly gpu: PersonNet }
  | { readonly kind: "done" };

/**
 * The net on the graphics card, once it has shown that it says the same as the one on the processor and
 * is no slower: some browsers' cards are neither. Every mask that it fails to give comes from the
 * processor, in the same frame.
 */
export class GpuFirstNet implements PersonNet {
  readonly #sure: PersonNet;
  readonly #nowMs: () => number;
  #stage: Stage = { kind: "opening" };

  constructor({ sure, open, lost, nowMs = () => performance.now() }: GpuChance) {
    this.#sure = sure;
    this.#nowMs = nowMs;
    void lost.then(() => this.#giveUp());
    void this.#open(open);
  }

  get isOnGpu(): boolean {
    return this.#stage.kind === "using";
  }

  async run(input: Float32Array): Promise<Float32Array> {
    const stage = this.#stage;
    if (stage.kind === "using") {
      const mask = await this.#ask(stage.gpu, input);
      if (mask) return mask;
    }
    const startedMs = this.#nowMs();
    const mask = await this.#sure.run(input);
    if (stage.kind === "trying") await this.#try(stage, input, mask, this.#nowMs() - startedMs);
    return mask;
  }

  close(): void {
    this.#giveUp();
    this.#sure.close();
  }

  async #open(open: GpuChance["open"]): Promise<void> {
    const gpu = await open().catch(() => null);
    if (!gpu) return this.#giveUp();
    // The first run compiles, for seconds on some drivers: meanwhile the processor works on.
    const isWarm = await inTime(gpu.run(new Float32Array(NET_SIDE ** 2 * 3)), WARM_UP_MS);
    if (!isWarm || this.#stage.kind !== "opening") {
      this.#giveUp();
      return closeSafely(gpu);
    }
    this.#stage = { kind: "trying", gpu, trials: 0, sureMs: 0, ms: 0 };
    return undefined;
  }

  /** One after the other on real frames, so that neither slows the other. */
  async #try(
    trial: Extract<Stage, { kind: "trying" }>,
    input: Float32Array,
    sureMask: Float32Array,
    sureMs: number,
  ): Promise<void> {
    const startedMs = this.#nowMs();
    const mask = await this.#ask(trial.gpu, input);
    if (!mask) return;
    if (meanDifference(mask, sureMask) > SAME_MASK) return this.#giveUp();
    trial.sureMs += sureMs;
    trial.ms += this.#nowMs() - startedMs;
    if (trial.ms > HOPELESS_MS) return this.#giveUp();
    if (++trial.trials < TRIALS || this.#stage !== trial) return undefined;
    if (trial.ms <= WORTH_IT * trial.sureMs) this.#stage = { kind: "using", gpu: trial.gpu };
    else this.#giveUp();
    return undefined;
  }

  /** Null when the card fails, and then it is not asked again. */
  async #ask(gpu: PersonNet, input: Float32Array): Promise<Float32Array | null> {
    const mask = await inTime(gpu.run(input), HUNG_MS);
    if (!mask) this.#giveUp();
    return mask;
  }

  #giveUp(): void {
    const stage = this.#stage;
    this.#stage = { kind: "done" };
    if ("gpu" in stage) closeSafely(stage.gpu);
  }
}

/** Null when it fails or takes longer. */
async function inTime(run: Promise<Float32Array>, limitMs: number): Promise<Float32Array | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), limitMs);
  });
  const mask = await Promise.race([run.catch(() => null), late]);
  clearTimeout(timer);
  return mask;
}

/** A net whose card is gone may refuse. */
function closeSafely(net: PersonNet): void {
  try {
    net.close();
  } catch {
    // Its memory goes with the card's.
  }
}

function meanDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  // What is no number is unlike anything.
  return Number.isFinite(sum) ? sum / Math.max(1, a.length) : Number.POSITIVE_INFINITY;
}
