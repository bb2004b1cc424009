import { boothCalibration } from "./booth-calibration.ts";
import { BoothPage } from "./booth-page.ts";
import { findChromium } from "./chromium.ts";
import { cameraSize, probeClip } from "./clip.ts";
import { createCameraFile, createMicrophoneFile } from "./camera-file.ts";
import type { RehearsalOptions } from "./options.ts";
import type { PageReport } from "@visavis/protocol";
import { RehearsalError } from "./rehearsal-error.ts";
import { createRoomLink } from "./room-link.ts";
import { ServerProcess } from "./server-process.ts";
import { passTorch } from "./torch-passes.ts";
import { type TorchFigures, torchFigures } from "./torch-figures.ts";
import { summaryOf, watch, type Watched } from "./watch.ts";

const MEET_WITHIN_MS = 60_000;
/** How much longer than the meeting a clip is kept: the time that joining takes. */
const CLIP_MARGIN_S = 20;

export interface SiteResult {
  readonly report: PageReport;
  readonly foreignRequests: readonly string[];
  readonly errors: readonly string[];
  readonly glassPng: Buffer;
  /** Null when no picture came in time. */
  readonly alphaPng: Buffer | null;
}

export interface MeetingResult {
  readonly sites: readonly SiteResult[];
  /** From opening the link to the first remote frame on the glass, program and model warm. */
  readonly joinMs: number;
  /** Null without a ceremony. */
  readonly torch: TorchFigures | null;
}

type Say = (line: string) => void;

/** Plays one meeting of two sites and gives what each of them saw. */
export async function playMeeting(options: RehearsalOptions, say: Say): Promise<MeetingResult> {
  // Before anything that takes time: is there a browser at all?
  findChromium();
  const files = [];
  for (const clip of options.clips) {
    say(`Preparing ${clip}`);
    files.push(await prepareClip(clip, options));
  }
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await ServerProcess.open());
  if (!(await fetch(server.origin)).ok) {
    throw new RehearsalError("The pages are not built: run npm run build first.");
  }
  const booths: BoothPage[] = [];
  const calibration = boothCalibration(options.heightM);
  for (const file of files) {
    const { origin } = server;
    booths.push(stack.use(await BoothPage.launch({ ...file, origin, calibration })));
  }
  const [first, second] = booths;
  if (!first || !second) throw new Error("two sites");
  say("Warming up");
  // Booths have been in use before: what is measured is a meeting, not a download.
  await meetIn(createRoomLink(server.origin, "warm-up"), booths);
  for (const booth of booths) await booth.page.goto("about:blank");
  const link = withTorch(createRoomLink(server.origin, "rehearsal"), options.passes > 0);
  await first.open(link);
  await first.waitUntilOpen();
  say("The second site joins");
  const startMs = performance.now();
  await second.open(link);
  if (!(await second.waitFor(() => second.hasRemoteFrame(), MEET_WITHIN_MS))) {
    throw new RehearsalError(notMet(booths));
  }
  const joinMs = Math.round(performance.now() - startMs);
  say(`Watching for ${options.seconds} seconds`);
  const watched = await watch(booths, options.seconds);
  for (const [i, { hasPerson }] of watched.entries()) {
    const clip = options.clips[1 - i];
    if (!hasPerson) throw new RehearsalError(`No person could be found in ${clip}.`);
  }
  const torches = options.passes > 0 ? await passTorch([first, second], options.passes, say) : null;
  const sites = [];
  for (const [i, booth] of booths.entries()) sites.push(await resultOf(booth, watched[i]));
  return { sites, joinMs, torch: torches && torchFigures(torches) };
}

function withTorch(link: string, hasTorch: boolean): string {
  const url = new URL(link);
  if (hasTorch) url.searchParams.set("torch", "1");
  return url.href;
}

async function prepareClip(
  file: string,
  { background, camera, seconds }: RehearsalOptions,
): Promise<{ cameraFile: string; microphoneFile: string }> {
  const clip = await probeClip(file);
  const size = cameraSize(clip.size, camera);
  const length = seconds + CLIP_MARGIN_S;
  return {
    cameraFile: await createCameraFile({ clip, size, background, seconds: length }),
    microphoneFile: await createMicrophoneFile(clip, length),
  };
}

async function meetIn(link: string, booths: readonly BoothPage[]): Promise<void> {
  for (const booth of booths) await booth.open(link);
  for (const booth of booths) {
    const hasMet = await booth.waitFor(() => booth.hasRemoteFrame(), MEET_WITHIN_MS);
    if (!hasMet) throw new RehearsalError(notMet(booths));
  }
}

function notMet(booths: readonly BoothPage[]): string {
  const error = booths.flatMap(({ errors }) => errors)[0];
  const reason = error ? ` (${error.split("\n")[0]})` : "";
  return `The two sites did not meet within ${MEET_WITHIN_MS / 1000} seconds${reason}.`;
}

async function resultOf(booth: BoothPage, watched: Watched | undefined): Promise<SiteResult> {
  const report = summaryOf(watched ?? { reports: [] });
  if (!report) throw new RehearsalError("A page went away during the rehearsal.");
  const { errors, foreignRequests } = booth;
  const alphaPng = await booth.alphaPng();
  return { report, errors, foreignRequests, alphaPng, glassPng: await booth.glassPng() };
}
