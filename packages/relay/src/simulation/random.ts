import type { Random } from "@visavis/protocol";

/** Milliseconds until the next event of a process with this mean. */
export function waitMs(random: Random, meanMs: number): number {
  return -Math.log(1 - random()) * meanMs;
}

export function pick<T>(random: Random, items: readonly T[]): T | undefined {
  return items[Math.floor(random() * items.length)];
}
