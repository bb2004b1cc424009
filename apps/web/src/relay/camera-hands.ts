import { batch, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { CaptureReport } from "@visavis/capture";
import type { HandsState } from "@visavis/protocol";
import { createHands, type Hand, type Hands, type HandsCost } from "@visavis/tracking";
import { trackingAssets } from "virtual:runtime-assets";
import type { OwnSite } from "../meeting/own-site.ts";
import { nextHandsGate, NO_HANDS_YET } from "./hands-gate.ts";

/** Work per second that hands may cost: while they may be needed, and while nothing can happen. */
const BUSY_MS = 200;
const IDLE_MS = 70;

/** The hands that this site's camera sees, for as long as there is something to take. */
export class CameraHands implements Disposable {
  readonly #own: OwnSite;
  readonly #onHand: (hand: Hand) => void;
  readonly #state = signal<HandsState>("none");
  readonly #stops: (() => void)[];
  #gate = NO_HANDS_YET;
  #hands: Hands | null = null;
  #isReady = false;
  #isBusy = true;
  /** Whether heights count from the lower border of what is sent, because no feet are seen. */
  #countsFromBorder = false;

  constructor(own: OwnSite, onHand: (hand: Hand) => void) {
    this.#own = own;
    this.#onHand = onHand;
    const { camera } = own;
    this.#stops = [
      effect(() => this.#see(camera.isOff.value ? null : camera.track.value)),
      effect(() => this.#hear(camera.report.value, camera.isPersonSeen.value)),
    ];
  }

  get state(): ReadonlySignal<HandsState> {
    return this.#state;
  }

  get cost(): HandsCost | null {
    return this.#hands?.cost ?? null;
  }

  get countsFromBorder(): boolean {
    return this.#countsFromBorder;
  }

  /** Whether a hand could mean something now; otherwise it is looked for less often. */
  setBusy(isBusy: boolean): void {
    if (isBusy === this.#isBusy) return;
    this.#isBusy = isBusy;
    this.#hands?.update({ budgetMs: isBusy ? BUSY_MS : IDLE_MS });
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stops) stop();
    this.#see(null);
  }

  #see(camera: MediaStreamTrack | null): void {
    if (camera && this.#hands) return this.#hands.update({ camera });
    void this.#hands?.[Symbol.asyncDispose]();
    this.#hands = null;
    this.#isReady = false;
    this.#state.value = camera ? "resting" : "none";
    if (camera && this.#gate.isOpen) this.#start(camera);
  }

  #start(camera: MediaStreamTrack): void {
    const { rotation, personHeightM } = this.#own.camera.wishes;
    const hands = createHands({
      camera,
      assets: trackingAssets,
      rotation: rotation ?? 0,
      personHeightM: personHeightM ?? null,
      budgetMs: this.#isBusy ? BUSY_MS : IDLE_MS,
    });
    this.#hands = hands;
    this.#state.value = "starting";
    hands.events.on("ready", () => {
      this.#isReady = true;
      this.#state.value = this.#gate.isOpen ? "ready" : "resting";
    });
    hands.events.on("failed", () => {
      this.#isReady = false;
      this.#state.value = "failed";
    });
    hands.events.on("handChanged", (hand) => batch(() => this.#onHand(hand)));
    this.#tell(this.#own.camera.report.peek(), this.#own.camera.isPersonSeen.peek());
  }

  /** HAND-9: what the matte needs comes first. */
  #hear(report: CaptureReport | null, isPersonPresent: boolean): void {
    const { camera } = this.#own;
    const before = this.#gate;
    // Without a cut-out there is nothing to be kept from.
    const isCut = camera.capture.peek() !== null;
    const load = report?.load ?? (isCut ? 1 : null);
    this.#gate = nextHandsGate(before, load, performance.now());
    const track = camera.isOff.peek() ? null : camera.track.peek();
    if (this.#gate.isOpen && !this.#hands && track) this.#start(track);
    if (this.#gate.isOpen !== before.isOpen && this.#isReady && this.#hands) {
      this.#state.value = this.#gate.isOpen ? "ready" : "resting";
    }
    this.#tell(report, isPersonPresent);
  }

  #tell(report: CaptureReport | null, isPersonPresent: boolean): void {
    const person = report?.person ?? null;
    const view = this.#own.camera.wishes.view ?? null;
    const isFlat = view === null && person !== null && person.metresPerPixel > 0;
    this.#countsFromBorder = isFlat && !person.hasFloorContact;
    this.#hands?.update({
      captureLoad: report?.load ?? null,
      // Before capture knows anything, a look now and then finds out.
      isPersonPresent:
        this.#isReady && !this.#gate.isOpen ? false : report ? isPersonPresent : null,
      // Others draw the person straight behind the glass, wherever the lens is beside it.
      view: view && { ...view, offsetXM: 0 },
      planeM: person && person.planeM > 0 ? person.planeM : null,
      scale: isFlat
        ? { metresPerPixel: person.metresPerPixel, baseRow: person.baseRow, baseM: 0 }
        : null,
    });
  }
}
