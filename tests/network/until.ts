import { expect } from "vitest";

/** Waits for it, and says what it waited for when it does not come. */
export async function until(
  isTrue: () => boolean,
  { withinMs = 15_000, otherwise = "it never came true" } = {},
): Promise<void> {
  await expect.poll(isTrue, { timeout: withinMs, interval: 10, message: otherwise }).toBe(true);
}
