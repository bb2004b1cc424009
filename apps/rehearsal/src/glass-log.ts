import type { GlassFrame, GlassFrames } from "@visavis/protocol";
import type { Page } from "playwright-core";

/** One life of a page: from a load to the next. */
export interface GlassLife {
  readonly frames: GlassFrame[];
  /** When its glass was given up; null while it is there. */
  endedAtMs: number | null;
  /** What is to be added to its times, and by how much they may err. */
  clock: ClockCheck;
}

export interface ClockCheck {
  readonly offsetMs: number;
  readonly errorMs: number;
}

interface Tiding {
  readonly life: string;
  readonly frames: readonly GlassFrame[];
  readonly endedAtMs: number | null;
  readonly clock: ClockCheck | null;
}

/** Checked against this program's clock at every report; until the first nothing is known. */
const UNCHECKED: ClockCheck = { offsetMs: 0, errorMs: Number.POSITIVE_INFINITY };

/** Every frame that one site's glass showed of the torch, over any number of reloads. */
export class GlassLog {
  readonly #lives = new Map<string, GlassLife>();
  /** While its processes stood still, and the display with them. */
  readonly pauses: { readonly fromMs: number; toMs: number }[] = [];

  get lives(): readonly GlassLife[] {
    return [...this.#lives.values()];
  }

  get last(): GlassFrame | null {
    return this.lives.at(-1)?.frames.at(-1) ?? null;
  }

  /** Before the page is opened. */
  async follow(page: Page): Promise<void> {
    await page.exposeBinding("visavisGlass", (_, tiding: Tiding) => this.#take(tiding));
    await page.addInitScript(tellGlass);
  }

  pausedAt(atMs: number): void {
    this.pauses.push({ fromMs: atMs, toMs: Number.POSITIVE_INFINITY });
  }

  resumedAt(atMs: number): void {
    const pause = this.pauses.at(-1);
    if (pause) pause.toMs = Math.min(pause.toMs, atMs);
  }

  /** The browser is no more, and no page could say so. */
  diedAt(atMs: number): void {
    const life = this.lives.at(-1);
    if (life) life.endedAtMs ??= atMs;
  }

  #take({ life: name, frames, endedAtMs, clock }: Tiding): number {
    const life = this.#lives.get(name) ?? { frames: [], endedAtMs: null, clock: UNCHECKED };
    this.#lives.set(name, life);
    const lastMs = life.frames.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
    life.frames.push(...frames.filter(({ atMs }) => atMs > lastMs));
    life.endedAtMs ??= endedAtMs;
    if (clock && clock.errorMs < life.clock.errorMs) life.clock = clock;
    return wallMs();
  }
}

/** Finer than `Date.now()`, and the same clock as the pages'. */
export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

declare global {
  interface Window {
    visavisGlass?: (tiding: Tiding) => Promise<number>;
  }
}

/** Runs in the page: tells what its glass showed, many times a second, and what is left when it goes. */
function tellGlass(): void {
  // An empty page between two links has no storage.
  if (!location.host) return;
  const KEPT = "visavis.glass-log";
  const life = crypto.randomUUID();
  const { timeOrigin } = performance;
  const nowMs = (): number => timeOrigin + performance.now();
  let from = 0;
  let isTelling = false;
  let best: ClockCheck | null = null;
  const news = (): GlassFrames["frames"] => {
    let told = window.visavis?.torchFrames(from) ?? null;
    if (!told) return [];
    // Another torch in this page has begun to count anew.
    if (told.count < from) told = window.visavis?.torchFrames(0) ?? told;
    from = told.count;
    return told.frames;
  };
  const tell = async (tiding: Tiding): Promise<void> => {
    const askedMs = nowMs();
    const thereMs = await window.visavisGlass?.(tiding);
    const errorMs = (nowMs() - askedMs) / 2;
    if (thereMs === undefined || (best && best.errorMs <= errorMs)) return;
    best = { offsetMs: thereMs - (askedMs + errorMs), errorMs };
  };
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (kept) {
    const left: Tiding = JSON.parse(kept);
    void tell(left);
  }
  // What was told is kept until the answer: a page that is left takes with it what is on the way.
  let unheard: readonly GlassFrame[] = [];
  const hear = (heard: readonly GlassFrame[]): void => {
    unheard = unheard.filter((frame) => !heard.includes(frame));
    isTelling = false;
  };
  setInterval(() => {
    unheard = [...unheard, ...news()];
    if (isTelling) return;
    isTelling = true;
    const frames = unheard;
    const tiding = { life, frames, endedAtMs: null, clock: best };
    void tell(tiding).finally(() => hear(frames));
  }, 50);
  addEventListener("pagehide", () => {
    const rest = { life, frames: [...unheard, ...news()], endedAtMs: nowMs(), clock: best };
    sessionStorage.setItem(KEPT, JSON.stringify(rest));
  });
}
