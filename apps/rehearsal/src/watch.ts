import { setTimeout as sleep } from "node:timers/promises";
import { median, type PageReport } from "@visavis/protocol";
import { opaqueShare } from "./alpha.ts";
import type { BoothPage } from "./booth-page.ts";

/** Less than this of a picture is noise, no person. */
const LEAST_PERSON_SHARE = 0.01;

/** What one site's page said over a while. */
export interface Watched {
  readonly reports: readonly PageReport[];
  /** Whether its glass ever showed somebody. */
  readonly hasPerson: boolean;
}

/** Asks each page once a second. */
export async function watch(booths: readonly BoothPage[], seconds: number): Promise<Watched[]> {
  const reports = booths.map((): PageReport[] => []);
  const hasPerson = booths.map(() => false);
  for (let second = 0; second < seconds; second++) {
    const startMs = performance.now();
    for (const [i, booth] of booths.entries()) {
      const report = await booth.report();
      if (report) reports[i]?.push(report);
      // Reading a picture back costs the page a frame, so nobody is looked for twice.
      hasPerson[i] ||= await showsPerson(booth);
    }
    await sleep(Math.max(0, 1000 - (performance.now() - startMs)));
  }
  return booths.map((_, i) => ({ reports: reports[i] ?? [], hasPerson: hasPerson[i] ?? false }));
}

/**
 * The last report, which counts from the first frame on, with the figures that come and go taken over
 * the whole watch: the median height, and mean rates.
 */
export function summaryOf({ reports }: Pick<Watched, "reports">): PageReport | null {
  const last = reports.at(-1);
  if (!last) return null;
  const cameraFps = mean(reports.map(({ camera }) => camera?.fps ?? null));
  const sentFps = mean(reports.map(({ sent }) => sent?.fps ?? null));
  const sentKbps = mean(reports.map(({ sent }) => sent?.kbps ?? null));
  return {
    ...last,
    camera: last.camera && { ...last.camera, fps: cameraFps ?? last.camera.fps },
    sent: last.sent && {
      ...last.sent,
      fps: sentFps ?? last.sent.fps,
      kbps: sentKbps ?? last.sent.kbps,
    },
    heightM: median(reports.flatMap(({ heightM }) => heightM ?? [])),
  };
}

async function showsPerson(booth: BoothPage): Promise<boolean> {
  const alpha = await booth.alphaPng();
  return alpha !== null && opaqueShare(alpha) > LEAST_PERSON_SHARE;
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}
