import type { Band, Matter } from "@visavis/matte";
import { crownWidthPx, headWidthPx } from "./head-width.ts";
import {
  encodeFacts,
  type FactsMessage,
  type FrameFacts,
  isVisavisError,
  type PackedLayout,
  writeCodeStrip,
} from "@visavis/protocol";
import { type Budget, budgetLevel, type BudgetUses, nextBudget, startBudget } from "./budget.ts";
import type { CameraFeed } from "./camera-feed.ts";
import { type Fit, nextFit } from "./fit.ts";
import { bandOf, FAR, type Nearness, nextNearness } from "./hair-choice.ts";
import type { FrameSink } from "./frame-sink.ts";
import { LastPicture, type PackedPicture } from "./last-picture.ts";
import { type MattedFrame, MatteStep } from "./matte-step.ts";
import { Means } from "./means.ts";
import { type Measure, nextMeasure, startMeasure, viewOfPicture } from "./metrology.ts";
import { isSameSize, type PictureSize, type Touches } from "./picture.ts";
import { nextPictureWatch, type PictureWatch, startPictureWatch } from "./picture-watch.ts";
import { NOBODY, nextPresence, type Presence } from "./presence.ts";
import { nextStamps, type Stamps } from "./stamps.ts";
import { PlateKeeper } from "./plate-keeper.ts";
import type { PlateStore } from "./plate-store.ts";
import type { CaptureNotice, CaptureSettings, PersonScale } from "./worker-message.ts";

type Figure = "work" | "wait" | "read" | "net" | "matte" | "pack";

export interface PipelineParts {
  readonly createMatter: () => Promise<Matter>;
  readonly settings: CaptureSettings;
  readonly feed: CameraFeed;
  readonly sink: FrameSink;
  readonly facts: MessagePort;
  readonly plates: PlateStore;
  readonly notify: (notice: CaptureNotice) => void;
}

/** What the kernels bring every camera to. */
const REC_709: VideoColorSpaceInit = {
  primaries: "bt709",
  transfer: "bt709",
  matrix: "bt709",
  fullRange: false,
};
const REPORT_MS = 1000;
/** A picture that shows nobody need not be sent more often. */
const PAUSED_INTERVAL_MS = 500;

/** One camera's way from frame to packed frame, one frame at a time. */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #step: MatteStep;
  readonly #plates: PlateKeeper;
  readonly #last = new LastPicture();
  readonly #means = new Means<Figure>();
  #settings: CaptureSettings;
  #picture: PictureSize = { widthPx: 0, heightPx: 0 };
  #fit: Fit | null = null;
  #measure: Measure = startMeasure(0);
  #watch: PictureWatch;
  #presence: Presence = NOBODY;
  #nearness: Nearness = FAR;
  #band: Band = "narrow";
  #uses: BudgetUses = { hasBackdrop: false, wantsHair: false };
  #budget: Budget;
  #sequence = 0;
  #usedFrames = 0;
  #reported: Readonly<{ atMs: number; frames: number; dropped: number; sent: number }>;
  #pausedAtMs = 0;
  #stamps: Stamps | null = null;
  #sentAtMs = 0;
  #isWaiting = false;

  constructor(parts: PipelineParts) {
    const nowMs = performance.now();
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#plates = new PlateKeeper(parts.plates, parts.notify);
    this.#watch = startPictureWatch(nowMs);
    this.#budget = startBudget(nowMs);
    this.#reported = { atMs: nowMs, frames: 0, dropped: 0, sent: 0 };
    this.#step = new MatteStep(parts.createMatter, {
      onReady: () => parts.notify({ type: "ready" }),
      onFailed: (error) => this.#fail(error),
    });
  }

  update(settings: Partial<CaptureSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  /** Before the first frame of another camera. */
  setCamera(cameraId: string | null): void {
    this.#plates.setCamera(cameraId);
  }

  takePlate(isSurelyEmpty: boolean): void {
    this.#plates.take(isSurelyEmpty, performance.now());
  }

  forgetPlate(): void {
    this.#plates.forget(this.#step.matter);
  }

  async showPlate(): Promise<void> {
    const bitmap = await this.#plates.picture();
    this.#parts.notify({ type: "plate-picture", bitmap });
  }

  /** Until the feed is closed or nobody takes packed frames any more. */
  async run(): Promise<void> {
    const { feed } = this.#parts;
    for (;;) {
      this.#isWaiting = true;
      const frame = await feed.take();
      this.#isWaiting = false;
      if (!frame) break;
      try {
        await this.#take(frame);
      } finally {
        frame.close();
      }
      this.#reportWhenDue();
      // Lets a newer frame, which came while this one was worked on, take the place of an older.
      await nextTask();
    }
    this.#last.close();
    this.#step.close();
  }

  /**
   * Some times a second, also while no frames come: a camera that is lost leaves nobody behind, not a
   * frozen person.
   */
  async tick(): Promise<void> {
    const nowMs = performance.now();
    this.#see(null, nowMs);
    this.#plates.tick(nowMs);
    const silentMs = this.#parts.feed.silentMs(nowMs);
    if (!this.#isWaiting || silentMs === 0 || !this.#stamps) return;
    const picture = await this.#last.fading(nowMs);
    if (!picture || !this.#isWaiting) return;
    const sinceUs = Math.round((nowMs - this.#sentAtMs) * 1000);
    const { lastUs, shiftUs } = this.#stamps;
    await this.#send(picture, lastUs - shiftUs + sinceUs);
  }

  async #take(frame: VideoFrame): Promise<void> {
    const startedMs = performance.now();
    if (this.#isSkipped(startedMs)) return;
    const waitMs = Math.max(0, startedMs - this.#parts.feed.capturedAtMs(frame.timestamp));
    const picture = await this.#picturesOf(frame, waitMs);
    if (!picture) return;
    this.#means.add("work", performance.now() - startedMs);
    this.#means.add("wait", waitMs);
    await this.#send(picture, frame.timestamp);
  }

  #isSkipped(nowMs: number): boolean {
    if (this.#settings.isPaused) {
      if (nowMs - this.#pausedAtMs < PAUSED_INTERVAL_MS) return true;
      this.#pausedAtMs = nowMs;
      return false;
    }
    return this.#usedFrames++ % budgetLevel(this.#budget).frameEvery !== 0;
  }

  async #picturesOf(frame: VideoFrame, waitMs: number): Promise<PackedPicture | null> {
    const { matter } = this.#step;
    if (this.#settings.isPaused || !matter) return this.#last.fading(performance.now());
    try {
      return await this.#pictureOf(matter, frame, waitMs);
    } catch (error) {
      this.#fail(error);
      void this.#step.reset();
      return this.#last.fading(performance.now());
    }
  }

  async #pictureOf(matter: Matter, frame: VideoFrame, waitMs: number): Promise<PackedPicture> {
    const level = budgetLevel(this.#budget);
    const startedMs = performance.now();
    const backdrop = this.#plates.backdropFor(this.#settings.backdrop, matter, startedMs);
    const hasBackdrop = this.#plates.isRoomKnown(matter);
    const netEvery = hasBackdrop ? level.netEveryWithBackdrop : level.netEvery;
    const { hair } = this.#settings;
    this.#uses = { hasBackdrop, wantsHair: hair === "auto" && this.#nearness.isNear };
    this.#band = bandOf(hair, this.#nearness, level.hasHair);
    const options = {
      settings: this.#settings,
      backdrop,
      isNetDue: this.#plates.isTaking || this.#sequence % netEvery === 0,
      band: this.#band,
      isEdgeRedrawn: level.isEdgeRedrawn,
      onRead: (i420: Uint8Array, camera: PictureSize) => this.#plates.read(i420, camera, startedMs),
    };
    const matted = await this.#step.matte(matter, frame, options);
    const mattedMs = performance.now();
    this.#notice(matted, mattedMs);
    const { fit, measure } = this.#place(matted, mattedMs);
    const { layout } = fit.class;
    const bytes = matter.pack({ crop: fit.crop, layout });
    const packMs = performance.now() - mattedMs;
    // Last, because a plate that is given to the matter is written over the camera's bytes.
    this.#plates.matted({ ...matted, matter, alpha: matted.matte.alpha, atMs: startedMs });
    const capturedAtMs = performance.timeOrigin + this.#parts.feed.capturedAtMs(frame.timestamp);
    const facts: FrameFacts = {
      sequence: this.#sequence,
      capturedAtMs,
      camera: { width: fit.camera.widthPx, height: fit.camera.heightPx },
      crop: fit.crop,
      view: measure.view,
      person: measure.person,
      metresPerPixel: measure.metresPerPixel,
      waitMs,
      matteMs: mattedMs - startedMs,
      packMs,
      encodeMs: 0,
    };
    this.#means.add("read", matted.readMs);
    this.#means.add("net", matted.matte.netMs);
    this.#means.add("matte", matted.matte.matteMs);
    this.#means.add("pack", packMs);
    return { bytes, layout, facts, isFading: false };
  }

  #place({ matte, picture, upright }: MattedFrame, atMs: number): { fit: Fit; measure: Measure } {
    const { view, personHeightM, maxColourHeightPx } = this.#settings;
    const box = matte.box && {
      x: matte.box.left,
      y: matte.box.top,
      width: matte.box.right - matte.box.left,
      height: matte.box.bottom - matte.box.top,
    };
    const touches: Touches = matte.touches;
    const cap = Math.min(maxColourHeightPx, budgetLevel(this.#budget).maxColourHeightPx);
    const seen = { camera: picture, box, touches, atMs };
    const fit = nextFit(this.#fit, { ...seen, maxColourHeightPx: cap });
    const lens = view && viewOfPicture(view, upright, picture);
    const crownPx = box && crownWidthPx(matte, box);
    const headShare = crownPx && crownPx / Math.max(picture.widthPx, picture.heightPx);
    this.#nearness = nextNearness(this.#nearness, headShare, atMs);
    const forScale = { personHeightM, headPx: box && !lens ? headWidthPx(matte, box) : null };
    const measure = nextMeasure(this.#measure, { ...seen, view: lens, ...forScale });
    this.#fit = fit;
    this.#measure = measure;
    return { fit, measure };
  }

  /** Tells the page what has changed before the camera. */
  #notice({ matte, picture, luma }: MattedFrame, atMs: number): void {
    if (!isSameSize(picture, this.#picture)) {
      this.#picture = picture;
      this.#measure = startMeasure(atMs);
      this.#parts.notify({ type: "camera-changed", camera: picture });
    }
    const presence = nextPresence(this.#presence, matte.box !== null, atMs);
    if (presence.isPresent !== this.#presence.isPresent) {
      this.#parts.notify({ type: "person-changed", isPresent: presence.isPresent });
    }
    this.#presence = presence;
    this.#see(luma, atMs);
  }

  #see(luma: Uint8Array | null, atMs: number): void {
    const before = this.#watch.fault;
    const isBlind = this.#settings.isPaused || !this.#step.matter;
    this.#watch = isBlind ? startPictureWatch(atMs) : nextPictureWatch(this.#watch, luma, atMs);
    const { fault } = this.#watch;
    if (fault !== before) this.#parts.notify({ type: "picture-changed", fault });
  }

  /** The facts go first, so that they are there when the frame is encoded. */
  async #send(picture: PackedPicture, timestampUs: number): Promise<void> {
    this.#stamps = nextStamps(this.#stamps, timestampUs);
    this.#sentAtMs = performance.now();
    const timestamp = this.#stamps.lastUs;
    const { layout } = picture;
    const facts = { ...picture.facts, sequence: this.#sequence++ & 0xffff };
    const encoded = encodeFacts(facts);
    if (this.#settings.hasCodeStrip) drawFacts(picture.bytes, layout, encoded);
    const frame = new VideoFrame(picture.bytes, {
      format: "I420",
      codedWidth: layout.widthPx,
      codedHeight: layout.heightPx,
      colorSpace: REC_709,
      timestamp,
    });
    if (!picture.isFading) {
      this.#last.keep(frame, { layout, facts });
    }
    const message: FactsMessage = { timestampUs: timestamp, facts: encoded };
    this.#parts.facts.postMessage(message, [encoded]);
    await this.#parts.sink.write(frame);
  }

  #fail(error: unknown): void {
    const code = isVisavisError(error) ? error.code : "matte-failed";
    const failure = { code, detail: String(error), isRecovering: true };
    this.#parts.notify({ type: "failed", failure });
  }

  #personScale(): PersonScale | null {
    const { metresPerPixel, person } = this.#measure;
    const crop = this.#fit?.crop;
    if (!person || !crop || !this.#presence.isPresent) return null;
    const { footRow, hasFloorContact, planeM } = person;
    const baseRow = hasFloorContact ? footRow : crop.y + crop.height;
    return { planeM, metresPerPixel, baseRow, hasFloorContact };
  }

  #reportWhenDue(): void {
    const nowMs = performance.now();
    const sinceMs = nowMs - this.#reported.atMs;
    if (sinceMs < REPORT_MS) return;
    const { feed, notify } = this.#parts;
    const means = this.#means;
    if (means.count("net") > 0) {
      const busyShare = (means.mean("work") * means.count("work")) / sinceMs;
      const { intervalMs } = feed;
      const spent = { busyShare, workMs: means.mean("work"), intervalMs };
      const sample = { atMs: nowMs, ...spent, uses: this.#uses };
      this.#budget = nextBudget(this.#budget, sample);
    }
    const perSecond = (now: number, before: number): number => ((now - before) * 1000) / sinceMs;
    const layout = this.#fit?.class.layout;
    notify({
      type: "report",
      report: {
        camera: { ...this.#picture, fps: perSecond(feed.frames, this.#reported.frames) },
        packed: {
          widthPx: layout?.widthPx ?? 0,
          heightPx: layout?.heightPx ?? 0,
          fps: perSecond(this.#sequence, this.#reported.sent),
        },
        droppedFrames: feed.droppedFrames - this.#reported.dropped,
        waitMs: means.mean("wait"),
        readMs: means.mean("read"),
        netMs: means.mean("net"),
        matteMs: means.mean("matte"),
        packMs: means.mean("pack"),
        load: this.#budget.load,
        level: this.#budget.level,
        limits: budgetLevel(this.#budget),
        band: this.#band,
        plate: this.#plates.status(this.#step.matter),
        figures: this.#plates.figures,
        person: this.#personScale(),
      },
    });
    const { frames, droppedFrames: dropped } = feed;
    this.#reported = { atMs: nowMs, frames, dropped, sent: this.#sequence };
    means.clear();
  }
}

function drawFacts(bytes: Uint8Array, layout: PackedLayout, facts: ArrayBuffer): void {
  const { start, rows } = layout.code;
  const { widthPx } = layout;
  writeCodeStrip({ data: bytes, stridePx: widthPx, widthPx, startRow: start, rows }, facts);
}

const tasks = new MessageChannel();
let resolveTask: (() => void) | null = null;
tasks.port1.addEventListener("message", () => resolveTask?.());
tasks.port1.start();

/** After everything that waits now; timers would wait four milliseconds. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    resolveTask = resolve;
    tasks.port2.postMessage(null);
  });
}
