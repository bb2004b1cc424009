import { existsSync } from "node:fs";
import { findChromium, findFfmpeg } from "@visavis/rehearsal";
import { step } from "./step.ts";

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** A Chromium for the tests: an installed one, else the system's package, else Playwright's. */
export async function ensureChromium(): Promise<string> {
  const installed = found(findChromium);
  if (installed) return installed;
  if (await installPackage("chromium")) return findChromium();
  say("Asking Playwright for its Chromium …");
  await step("playwright", ["install", "chromium"]);
  return findChromium();
}

/** ffmpeg reads clips for rehearsals. Tests that need it skip with a reason where there is none. */
export async function ensureMediaTools(): Promise<void> {
  if (!found(() => findFfmpeg("ffmpeg"))) await installPackage("ffmpeg");
}

function found(find: () => string): string | null {
  try {
    return find();
  } catch {
    return null;
  }
}

/** True when the system's package manager installed it; only tried where that needs no question. */
async function installPackage(name: string): Promise<boolean> {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    return false;
  }
  say(`Installing ${name} from the system's packages …`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await step("apt-get", ["update", "-qq"], { env });
  const { code } = await step(
    "apt-get",
    ["install", "-y", "-qq", "--no-install-recommends", name],
    { env },
  );
  return code === 0;
}
