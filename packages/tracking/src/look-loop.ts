import type { FrameTap } from "./frame-tap.ts";
import { HAND_SIDES } from "./hand.ts";
import { HandFollower } from "./hand-follower.ts";
import type { HandNets } from "./hand-nets.ts";
import { HandTracks } from "./hand-tracks.ts";
import { type LookBudget, nextLookAtMs, nextLookBudget, startLookBudget } from "./look-budget.ts";
import { PictureReader } from "./picture-reader.ts";
import type { HandsCost, HandsNotice, HandsSettings } from "./worker-message.ts";

/** While nobody is known to be there. */
const NOBODY_EVERY_MS = 1000;
const IDLE_MS = 250;
const CALM_AFTER_MS = 3000;
const MOST_TAKING_MS = 100;
const TAKING_SHARE = 0.2;
const COST_EVERY_MS = 1000;

interface LookLoopOptions {
  readonly nets: HandNets;
  readonly settings: HandsSettings;
  readonly notify: (notice: HandsNotice) => void;
}

/** Looks at the camera as often as the budget allows, one frame at a time. */
export class LookLoop {
  readonly #nets: HandNets;
  readonly #notify: (notice: HandsNotice) => void;
  readonly #follower: HandFollower;
  readonly #tracks = new HandTracks();
  readonly #reader = new PictureReader();
  #settings: HandsSettings;
  #tap: FrameTap | null = null;
  #budget: LookBudget;
  #isStopped = false;
  #isSomebodyThere = false;
  #lateMs = 0;
  /** How long the camera's next frame is waited for, on average. */
  #takingMs = 0;
  #spent = { looks: 0, workMs: 0, sinceMs: performance.now() };

  constructor({ nets, settings, notify }: LookLoopOptions) {
    this.#nets = nets;
    this.#notify = notify;
    this.#settings = settings;
    this.#follower = new HandFollower(nets);
    this.#budget = startLookBudget(settings.budgetMs, performance.now());
  }

  /** Looks through this tap from now on; the old one is closed. */
  open(tap: FrameTap): void {
    this.#tap?.close();
    this.#tap = tap;
    this.#lose();
  }

  update(settings: Partial<HandsSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#budget = { ...this.#budget, budgetMs: this.#settings.budgetMs };
    if (this.#settings.isPersonPresent === false) this.#lose();
  }

  stop(): void {
    this.#isStopped = true;
    this.#tap?.close();
  }

  async run(): Promise<void> {
    try {
      while (!this.#isStopped) {
        await this.#wait();
        const tap = this.#tap;
        const frame = this.#isLooking() && tap ? await this.#take(tap) : null;
        if (frame && tap) await this.#lookAt(frame, tap);
        this.#reportCost();
      }
    } finally {
      this.#tap?.close();
      this.#nets.close();
    }
  }

  async #take(tap: FrameTap): Promise<VideoFrame | null> {
    const askedAtMs = performance.now();
    const frame = await tap.take();
    const tookMs = Math.min(MOST_TAKING_MS, performance.now() - askedAtMs);
    this.#takingMs += TAKING_SHARE * (tookMs - this.#takingMs);
    return frame;
  }

  #isLooking(): boolean {
    return !this.#isStopped && this.#settings.isPersonPresent !== false;
  }

  async #lookAt(frame: VideoFrame, tap: FrameTap): Promise<void> {
    const atMs = performance.now();
    let kind: string = "failed";
    try {
      const picture = this.#reader.open(frame, this.#settings.rotation);
      const findings = await this.#follower.look(picture, atMs);
      kind = findings.look;
      // Meanwhile the camera was changed, or everybody left.
      if (tap !== this.#tap || !this.#isLooking()) return this.#lose();
      this.#isSomebodyThere = findings.isSomebodyThere;
      const hands = this.#tracks.apply(findings, this.#settings, atMs, performance.now());
      for (const hand of hands) this.#notify({ type: "hand", hand });
      for (const side of HAND_SIDES) this.#follower.setBusy(side, this.#tracks.isBusy(side));
    } finally {
      frame.close();
    }
    this.#account(kind, atMs, performance.now());
  }

  #account(kind: string, startedAtMs: number, endedAtMs: number): void {
    this.#spent.looks++;
    this.#spent.workMs += endedAtMs - startedAtMs;
    this.#budget = nextLookBudget(this.#budget, {
      kind,
      startedAtMs,
      endedAtMs,
      lateMs: this.#lateMs,
      captureLoad: this.#settings.captureLoad,
      isCalm: this.#tracks.calmMs(endedAtMs) > CALM_AFTER_MS,
    });
  }

  #lose(): void {
    this.#isSomebodyThere = false;
    this.#follower.forget();
    for (const hand of this.#tracks.clear(performance.now())) this.#notify({ type: "hand", hand });
  }

  async #wait(): Promise<void> {
    const pauseMs = this.#pauseMs();
    const startedMs = performance.now();
    await new Promise((resolve) => {
      setTimeout(resolve, pauseMs);
    });
    this.#lateMs = Math.max(0, performance.now() - startedMs - pauseMs);
  }

  #pauseMs(): number {
    if (!this.#isLooking()) return IDLE_MS;
    if (!this.#isSomebodyThere && this.#settings.isPersonPresent !== true) return NOBODY_EVERY_MS;
    return Math.max(0, nextLookAtMs(this.#budget) - this.#takingMs - performance.now());
  }

  #reportCost(): void {
    const nowMs = performance.now();
    const { looks, workMs, sinceMs } = this.#spent;
    const overMs = nowMs - sinceMs;
    if (overMs < COST_EVERY_MS) return;
    this.#spent = { looks: 0, workMs: 0, sinceMs: nowMs };
    const cost: HandsCost = {
      looksPerSecond: (looks * 1000) / overMs,
      msPerLook: looks > 0 ? workMs / looks : 0,
      msPerSecond: (workMs * 1000) / overMs,
      lateMs: this.#budget.lateMs,
      slowdown: this.#budget.slowdown,
    };
    this.#notify({ type: "cost", cost });
  }
}
