import { parentPort } from "node:worker_threads";
import { faultyWorld, WORLD_STEPS } from "../packages/relay/src/simulation/faulty-world.ts";
import type { Violation } from "../packages/relay/src/simulation/world.ts";

export interface WorldResult {
  readonly seed: number;
  readonly steps: number;
  readonly violation: Violation | null;
  readonly tally: Readonly<Record<string, number>>;
}

parentPort?.on("message", (seed: number) => {
  const world = faultyWorld(seed);
  world.run(WORLD_STEPS);
  const { steps, violation, passes, mints, tally } = world;
  const result: WorldResult = { seed, steps, violation, tally: { passes, mints, ...tally } };
  parentPort?.postMessage(result, []);
});
