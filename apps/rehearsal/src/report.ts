import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DISPLAY_PIXELS } from "./booth-calibration.ts";
import type { MeetingResult, SiteResult } from "./meeting.ts";
import type { RehearsalOptions } from "./options.ts";
import type { PageReport } from "@visavis/protocol";
import { type Bitmap, decodePng, encodePng } from "./png.ts";
import type { TorchFigures } from "./torch-figures.ts";

interface SiteEntry extends Omit<PageReport, "errors"> {
  /** Of the remote person's height on this glass, against what `--height` says. */
  readonly scaleErrorPercent: number | null;
  readonly foreignRequests: number;
  readonly errors: readonly string[];
  /** How many pixels the display was composed of, before the picture was enlarged. */
  readonly glass: { readonly width: number; readonly height: number };
}

export interface RehearsalReport {
  readonly seconds: number;
  readonly sites: readonly SiteEntry[];
  readonly joinMs: number;
  /** Only after a ceremony. */
  readonly torch?: TorchFigures;
}

/** Writes report.json and the pictures. */
export function writeReport(result: MeetingResult, options: RehearsalOptions): RehearsalReport {
  mkdirSync(options.out, { recursive: true });
  const write = (name: string, data: string | Buffer): void =>
    writeFileSync(path.join(options.out, name), data);
  const sites = result.sites.map((site, i) => {
    const glass = decodePng(site.glassPng);
    write(`site-${i}-glass.png`, encodePng(enlarged(glass, DISPLAY_PIXELS)));
    if (site.alphaPng) write(`site-${i}-alpha.png`, site.alphaPng);
    return siteEntry(site, glass, options.heightM);
  });
  const report: RehearsalReport = {
    seconds: options.seconds,
    sites,
    joinMs: result.joinMs,
    ...(result.torch && { torch: result.torch }),
  };
  write("report.json", `${JSON.stringify(report, toHundredths, 2)}\n`);
  return report;
}

function siteEntry(site: SiteResult, glass: Bitmap, heightM: number): SiteEntry {
  const seenM = site.report.heightM;
  return {
    ...site.report,
    scaleErrorPercent: seenM === null ? null : rounded((seenM / heightM - 1) * 100),
    foreignRequests: site.foreignRequests.length,
    errors: [...site.report.errors, ...site.errors],
    glass: { width: glass.widthPx, height: glass.heightPx },
  };
}

/** Each pixel repeated, so that nothing is shown that the display did not show. */
function enlarged(
  bitmap: Bitmap,
  size: { readonly width: number; readonly height: number },
): Bitmap {
  const { widthPx, heightPx, rgba } = bitmap;
  if (widthPx === size.width && heightPx === size.height) return bitmap;
  const from = new Uint32Array(rgba.buffer, rgba.byteOffset, widthPx * heightPx);
  const to = new Uint32Array(size.width * size.height);
  for (let y = 0, at = 0; y < size.height; y++) {
    const row = Math.floor((y * heightPx) / size.height) * widthPx;
    for (let x = 0; x < size.width; x++) {
      to[at++] = from[row + Math.floor((x * widthPx) / size.width)] ?? 0;
    }
  }
  return { widthPx: size.width, heightPx: size.height, rgba: new Uint8Array(to.buffer) };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function toHundredths(_key: string, value: unknown): unknown {
  return typeof value === "number" ? rounded(value) : value;
}
