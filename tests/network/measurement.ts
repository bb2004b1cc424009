import { setTimeout as sleep } from "node:timers/promises";
import type { BoothPage } from "@visavis/rehearsal";
import type { Condition } from "./conditions.ts";
import type { Lab } from "./lab.ts";

/** What one booth saw and heard of the other for a while. */
export interface Seen {
  readonly fps: number;
  readonly freezes: number;
  readonly frozenMs: number;
  /** Camera to glass. */
  readonly latencyMs: { readonly p50: number; readonly p95: number } | null;
  readonly sentKbps: number;
  /** Of the time that passed, how much came as sound. */
  readonly audioShare: number;
  readonly concealedShare: number;
}

interface Snapshot {
  readonly atMs: number;
  readonly frames: number;
  readonly freezes: number;
  readonly frozenMs: number;
  readonly latencyMs: Seen["latencyMs"];
  readonly sentKbps: number;
  readonly receivedSeconds: number;
  readonly concealedSeconds: number;
}

/** Congestion control and jitter buffer have found their place after this. */
const SETTLE_MS = 8000;

export async function measure(lab: Lab, condition: Condition, seconds: number): Promise<Seen[]> {
  await lab.setProfile(condition.profile, "ann");
  await lab.setProfile(condition.profile, "bob");
  await sleep(SETTLE_MS);
  const booths = [lab.ann, lab.bob];
  const before = await Promise.all(booths.map(snapshot));
  await sleep(seconds * 1000);
  const after = await Promise.all(booths.map(snapshot));
  return booths.map((_, i) => between(before[i], after[i]));
}

export interface Recovery {
  /** From the link's return to the first new frame on the glass. */
  readonly pictureMs: number;
  /** From the link's return until sound arrives again. */
  readonly voiceMs: number;
  /** Frames that came in the second half of the outage: if any, there was none. */
  readonly framesMeanwhile: number;
}

/** Bob's place loses its line for a while; what both sites then see. */
export async function measureOutage(lab: Lab, outageMs: number): Promise<Recovery[]> {
  await lab.setProfile({ delayMs: 15 }, "ann");
  await lab.setProfile({ delayMs: 15, isDown: true }, "bob");
  await sleep(outageMs / 2);
  const booths = [lab.ann, lab.bob];
  const during = await Promise.all(booths.map(snapshot));
  await sleep(outageMs / 2);
  const before = await Promise.all(booths.map(snapshot));
  const returnedMs = performance.now();
  await lab.setProfile({ delayMs: 15 }, "bob");
  const recoveries = [];
  for (const [i, booth] of booths.entries()) {
    const looks = { during: during[i], before: before[i], returnedMs };
    recoveries.push(recovery(booth, looks));
  }
  return Promise.all(recoveries);
}

interface Looks {
  readonly during: Snapshot | undefined;
  readonly before: Snapshot | undefined;
  readonly returnedMs: number;
}

const RECOVER_WITHIN_MS = 30_000;

async function recovery(booth: BoothPage, looks: Looks): Promise<Recovery> {
  const { during, before, returnedMs } = looks;
  const framesMeanwhile = (before?.frames ?? 0) - (during?.frames ?? 0);
  let [pictureMs, voiceMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  await booth.waitFor(async () => {
    const now = await snapshot(booth);
    const sinceMs = performance.now() - returnedMs;
    if (now.frames > (before?.frames ?? 0)) pictureMs = Math.min(pictureMs, sinceMs);
    const heardSeconds = heard(now) - (before ? heard(before) : 0);
    if (heardSeconds > 0.1) voiceMs = Math.min(voiceMs, sinceMs);
    return Number.isFinite(pictureMs + voiceMs);
  }, RECOVER_WITHIN_MS);
  return { pictureMs: Math.round(pictureMs), voiceMs: Math.round(voiceMs), framesMeanwhile };
}

/** Sound that came, not what was made up in its place. */
function heard({ receivedSeconds, concealedSeconds }: Snapshot): number {
  return receivedSeconds - concealedSeconds;
}

async function snapshot(booth: BoothPage): Promise<Snapshot> {
  const [report, ledger] = [await booth.report(), await booth.ledger()];
  const receivedSeconds = report?.audio?.receivedSeconds ?? 0;
  return {
    atMs: performance.now(),
    frames: ledger?.frames ?? 0,
    freezes: ledger?.freezes ?? 0,
    frozenMs: ledger?.frozenMs ?? 0,
    latencyMs: ledger?.total ?? null,
    sentKbps: report?.sent?.kbps ?? 0,
    receivedSeconds,
    concealedSeconds: receivedSeconds * (report?.audio?.concealedShare ?? 0),
  };
}

function between(before: Snapshot | undefined, after: Snapshot | undefined): Seen {
  if (!before || !after) throw new Error("a booth was not looked at");
  const seconds = (after.atMs - before.atMs) / 1000;
  const receivedSeconds = after.receivedSeconds - before.receivedSeconds;
  const concealedSeconds = after.concealedSeconds - before.concealedSeconds;
  return {
    fps: rounded((after.frames - before.frames) / seconds),
    freezes: after.freezes - before.freezes,
    frozenMs: Math.round(after.frozenMs - before.frozenMs),
    latencyMs: after.latencyMs,
    sentKbps: Math.round(after.sentKbps),
    audioShare: rounded(receivedSeconds / seconds),
    concealedShare: rounded(concealedSeconds / Math.max(receivedSeconds, 0.001)),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
