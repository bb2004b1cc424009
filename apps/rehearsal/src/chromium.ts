import path from "node:path";
import { chromium as playwrightChromium } from "playwright-core";
import { findOnPath, isProgram } from "./program-search.ts";
import { RehearsalError } from "./rehearsal-error.ts";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "msedge",
] as const;

/**
 * The Chromium to drive: VISAVIS_CHROMIUM, else one on the PATH, else one where installers put it,
 * else the one Playwright has downloaded.
 */
export function findChromium(): string {
  const chosen = process.env["VISAVIS_CHROMIUM"];
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new RehearsalError(`VISAVIS_CHROMIUM names ${chosen}, which is not a program.`);
  }
  const found = findOnPath(NAMES) ?? usualPlaces().find(isProgram) ?? downloaded();
  if (found) return found;
  throw new RehearsalError(
    "No Chromium, Chrome or Edge was found: install one, or set VISAVIS_CHROMIUM to its program file.",
  );
}

function usualPlaces(): string[] {
  if (process.platform === "darwin") {
    const home = process.env["HOME"] ?? "";
    const apps = ["Google Chrome", "Chromium", "Microsoft Edge"];
    return apps.flatMap((app) =>
      ["", home].map((root) => `${root}/Applications/${app}.app/Contents/MacOS/${app}`),
    );
  }
  if (process.platform === "win32") {
    const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map(
      (name) => process.env[name] ?? "",
    );
    const programs = ["Google/Chrome/Application/chrome", "Microsoft/Edge/Application/msedge"];
    return roots.flatMap((root) => programs.map((name) => path.join(root, `${name}.exe`)));
  }
  return ["/usr/bin/chromium", "/snap/bin/chromium", "/opt/google/chrome/chrome"];
}

function downloaded(): string | null {
  const file = playwrightChromium.executablePath();
  return file && isProgram(file) ? file : null;
}
