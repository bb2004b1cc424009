import type { GlassFrame } from "@visavis/protocol";
import type { ClockCheck, GlassLife } from "./glass-log.ts";

/** What is known of one site's glass. */
export interface GlassTrace {
  readonly lives: readonly GlassLife[];
  readonly pauses: readonly { readonly fromMs: number; readonly toMs: number }[];
}

export interface GlassAccount {
  readonly frames: number;
  readonly solidFrames: number;
  /** Frames with a solid torch while another site's last frame showed one, too. */
  readonly overlapFrames: number;
  /** Of these, how many are so close to the other's end that the clocks might have erred. */
  readonly overlapFramesWithinClockError: number;
  /** The first of these, to find out why. */
  readonly doubles: readonly DoubleFrame[];
  /** Frames of a holding drawn after a later one had been drawn, anywhere. */
  readonly backwardFrames: number;
  /** Holdings that two lives of pages drew. */
  readonly sharedHoldings: number;
  /** Changes of site within a term. */
  readonly passes: number;
  /** Terms that were seen, so how often the torch was minted and drawn. */
  readonly terms: number;
  /** From the giver's first frame without it to the taker's first with it, for every pass. */
  readonly gapsMs: readonly number[];
  /** How long a stopped page's display went on showing what had gone elsewhere meanwhile. */
  readonly frozenMs: number;
  /** The most by which a page's clock may have erred against this program's. */
  readonly clockErrorMs: number;
}

export interface DoubleFrame {
  readonly frame: Shown;
  /** What the other site's glass showed. */
  readonly other: Shown;
}

interface Shown extends GlassFrame {
  readonly site: number;
  readonly life: number;
  /** Until when this frame stood on the glass. */
  readonly untilMs: number;
  /** Before that: the page stood still from here on. */
  readonly frozenFromMs: number;
}

const MOST_DOUBLES = 20;

/** Of the frames that all pages really drew, in the order in which they were drawn. */
export function accountOf(traces: readonly GlassTrace[]): GlassAccount {
  const shown = traces.flatMap(shownOf).toSorted((a, b) => a.atMs - b.atMs);
  const checks = traces.flatMap(({ lives }) => lives).filter(({ frames }) => frames.length > 0);
  const clockErrorMs = Math.max(0, ...checks.map(({ clock }) => clock.errorMs));
  const solid = shown.filter(({ isSolid }) => isSolid);
  return {
    frames: shown.length,
    solidFrames: solid.length,
    ...overlaps(shown, clockErrorMs),
    ...order(solid, clockErrorMs),
    ...passes(shown),
    clockErrorMs,
  };
}

function shownOf({ lives, pauses }: GlassTrace, site: number): Shown[] {
  return lives.flatMap(({ frames, endedAtMs, clock }, life) => {
    const addMs = correctionMs(clock);
    return frames.map((frame, i) => {
      const atMs = frame.atMs + addMs;
      const next = frames[i + 1]?.atMs ?? endedAtMs ?? Number.POSITIVE_INFINITY;
      const untilMs = next + addMs;
      const pause = pauses.find(({ fromMs, toMs }) => toMs > atMs && fromMs < untilMs);
      const frozenFromMs = Math.max(atMs, pause?.fromMs ?? Number.POSITIVE_INFINITY);
      return { ...frame, atMs, site, life, untilMs, frozenFromMs };
    });
  });
}

/** Only what the check is sure of. */
function correctionMs({ offsetMs, errorMs }: ClockCheck): number {
  return Math.sign(offsetMs) * Math.max(0, Math.abs(offsetMs) - errorMs) || 0;
}

function overlaps(
  shown: readonly Shown[],
  errorMs: number,
): Pick<GlassAccount, "doubles" | "frozenMs" | "overlapFrames" | "overlapFramesWithinClockError"> {
  const doubles: DoubleFrame[] = [];
  const last = new Map<number, Shown>();
  let [overlapFrames, overlapFramesWithinClockError, frozenMs] = [0, 0, 0];
  for (const frame of shown) {
    last.set(frame.site, frame);
    if (!frame.isSolid) continue;
    for (const [site, other] of last) {
      const isShown = site !== frame.site && other.isSolid && other.untilMs > frame.atMs;
      if (!isShown) continue;
      if (frame.atMs >= other.frozenFromMs) {
        frozenMs += Math.max(0, Math.min(frame.untilMs, other.untilMs) - frame.atMs);
        continue;
      }
      overlapFrames += 1;
      if (doubles.length < MOST_DOUBLES) doubles.push({ frame, other });
      if (other.untilMs - frame.atMs <= errorMs) overlapFramesWithinClockError += 1;
    }
  }
  return { doubles, overlapFrames, overlapFramesWithinClockError, frozenMs };
}

function order(
  solid: readonly Shown[],
  errorMs: number,
): Pick<GlassAccount, "backwardFrames" | "sharedHoldings" | "terms"> {
  const owners = new Map<string, string>();
  const shared = new Set<string>();
  let newest: Shown | null = null;
  let backwardFrames = 0;
  for (const frame of solid) {
    const name = `${frame.term} ${frame.seq}`;
    const owner = `${frame.site} ${frame.life}`;
    if ((owners.get(name) ?? owner) !== owner) shared.add(name);
    owners.set(name, owner);
    const isOlder = newest !== null && isBefore(frame, newest);
    if (newest && isOlder && frame.atMs - newest.atMs > errorMs) backwardFrames += 1;
    if (!isOlder) newest = frame;
  }
  const terms = new Set(solid.map(({ term }) => term)).size;
  return { backwardFrames, sharedHoldings: shared.size, terms };
}

function isBefore(a: GlassFrame, b: GlassFrame): boolean {
  return a.term < b.term || (a.term === b.term && a.seq < b.seq);
}

function passes(shown: readonly Shown[]): Pick<GlassAccount, "gapsMs" | "passes"> {
  const gapsMs: number[] = [];
  let count = 0;
  let lastSolid: Shown | null = null;
  for (const frame of shown) {
    if (!frame.isSolid) continue;
    const isTaken = lastSolid && lastSolid.term === frame.term && lastSolid.seq < frame.seq;
    if (lastSolid && isTaken) {
      // Passes that nobody drew in between count as well: they were made.
      count += frame.seq - lastSolid.seq;
      const wasSeen = frame.seq === lastSolid.seq + 1 && frame.site !== lastSolid.site;
      if (wasSeen) gapsMs.push(frame.atMs - lastSolid.untilMs);
    }
    lastSolid = frame;
  }
  return { passes: count, gapsMs };
}
