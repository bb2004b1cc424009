import { findChromium, RehearsalError } from "@visavis/rehearsal";
import { test, type TestFunction } from "vitest";

/**
 * Tests that need what this machine may lack. Without it they are skipped and say why; in CI a skip
 * would hide that nothing was tested, so there they fail.
 */
export function needs(reason: string | null): (name: string, run: TestFunction) => void {
  if (reason === null) return (name, run) => test(name, run);
  const sentence = `cannot run here: ${reason}`;
  if (!process.env["CI"]) return (name) => test(name, ({ skip }) => skip(sentence));
  return (name) =>
    test(name, () => {
      throw new Error(sentence);
    });
}

export function whyNoBrowser(): string | null {
  try {
    findChromium();
    return null;
  } catch (error) {
    if (error instanceof RehearsalError) return error.message;
    throw error;
  }
}
