import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import type { WorldResult } from "./soak-relay-worker.ts";

const USAGE = `Simulates sites, keepers and bad networks until so many steps have been made.

  npm run soak:relay -- [options]

  --steps N     how many steps (default: 100000000)
  --from SEED   the first world's seed (default: 1); a run that was broken off says where to go on
  --workers N   how many cores to use (default: all)

A seed replays its world exactly. It fails, and names the seed, if ever two sites show the object.
`;

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "100000000" },
    from: { type: "string", default: "1" },
    workers: { type: "string", default: String(availableParallelism()) },
    help: { type: "boolean", short: "h", default: false },
  },
});
const PROGRESS_MS = 10_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

class RelaySoak {
  readonly #startMs = performance.now();
  readonly #goal: number;
  readonly #open = new Set<number>();
  readonly #violations: WorldResult[] = [];
  readonly #tally = new Map<string, number>();
  #nextSeed: number;
  #steps = 0;
  #worlds = 0;
  #toldMs = 0;
  #isStopped = false;

  constructor(goal: number, firstSeed: number) {
    this.#goal = goal;
    this.#nextSeed = firstSeed;
  }

  async run(workers: number): Promise<boolean> {
    process.on("SIGINT", () => (this.#isStopped = true));
    await Promise.all(Array.from({ length: workers }, async () => this.#drive()));
    this.#progress();
    const tally = Object.fromEntries(this.#tally);
    say(`faults: ${JSON.stringify(tally)}; to go on: --from ${this.#resumeFrom()}`);
    return this.#violations.length === 0 && this.#steps >= this.#goal;
  }

  /** Every seed below this one has been played to its end. */
  #resumeFrom(): number {
    return Math.min(this.#nextSeed, ...this.#open);
  }

  async #drive(): Promise<void> {
    const worker = new Worker(new URL("./soak-relay-worker.ts", import.meta.url));
    try {
      while (this.#steps < this.#goal && !this.#isStopped) this.#take(await this.#ask(worker));
    } finally {
      await worker.terminate();
    }
  }

  async #ask(worker: Worker): Promise<WorldResult> {
    const seed = this.#nextSeed++;
    this.#open.add(seed);
    return new Promise((resolve, reject) => {
      worker.removeAllListeners("error");
      worker.once("error", reject);
      worker.once("message", resolve);
      worker.postMessage(seed, []);
    });
  }

  #take(result: WorldResult): void {
    this.#open.delete(result.seed);
    this.#steps += result.steps;
    this.#worlds += 1;
    for (const [name, count] of Object.entries(result.tally)) {
      this.#tally.set(name, (this.#tally.get(name) ?? 0) + count);
    }
    if (result.violation) {
      this.#violations.push(result);
      say(`VIOLATION in seed ${result.seed}: ${JSON.stringify(result.violation)}`);
    }
    if (performance.now() - this.#toldMs > PROGRESS_MS) this.#progress();
  }

  #progress(): void {
    this.#toldMs = performance.now();
    const seconds = (performance.now() - this.#startMs) / 1000;
    const perSecond = Math.round(this.#steps / seconds);
    const seeds = `${this.#worlds} worlds, seeds up to ${this.#resumeFrom() - 1}`;
    const { length } = this.#violations;
    say(
      `${Math.round(seconds)} s: ${this.#steps} steps (${perSecond}/s), ${seeds}, ${length} violations`,
    );
  }
}

if (values.help) say(USAGE);
else {
  const soak = new RelaySoak(Number(values.steps), Number(values.from));
  process.exitCode = (await soak.run(Number(values.workers))) ? 0 : 1;
}
