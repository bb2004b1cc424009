import { Emitter, type HandState } from "@visavis/protocol";
import type { Pane, Vector3 } from "@visavis/pane";
import type { Hand } from "./hand.ts";

export type HandInputEvents = {
  /** A hand at the glass that grips as long as it is pressed. */
  handChanged: Hand;
  /** Offers what this site holds, or takes what it is offered. */
  giveOrTakeAsked: null;
  /** Does not want what it is offered, or takes its own offer back. */
  refusalAsked: null;
};

export interface HandInputOptions {
  /** What shows the pane: pressing it is pressing the glass there. */
  readonly glass: HTMLElement;
  readonly pane: Pane;
  /** Where keys are heard. */
  readonly keys?: EventTarget;
  /** `KeyboardEvent.code`, so that they stay in place on every keyboard. A booth's button is one. */
  readonly giveOrTakeKeys?: readonly string[];
  readonly refusalKeys?: readonly string[];
}

/** Hands for guests with a mouse, a touch screen or a keyboard, and for booths with a button. */
export interface HandInput extends Disposable {
  readonly events: Pick<Emitter<HandInputEvents>, "on">;
  setPane(pane: Pane): void;
  /** For buttons on the page. */
  giveOrTake(): void;
  refuse(): void;
}

/** A point of the glass (0..1, down and to the right) in the pane frame. */
function pointOnGlass({ size, lowerEdgeM }: Pane, u: number, v: number): Vector3 {
  return [(u - 0.5) * size.widthM, lowerEdgeM + (1 - v) * size.heightM, 0];
}

/** The virtual hand: at the glass, held out as far as an arm goes. */
function inputHand(state: HandState, position: Vector3, atMs: number): Hand {
  return {
    side: "right",
    state,
    grip: state === "grip" ? 1 : 0,
    position,
    velocityMps: [0, 0, 0],
    onPersonPlane: position,
    axis: [0, 1, 0],
    extension: 1,
    confidence: state === "none" ? 0 : 1,
    source: "input",
    atMs,
  };
}

/** After letting go the hand is open for a moment, as a hand that has just given something. */
const OPEN_MS = 400;

export function createHandInput(options: HandInputOptions): HandInput {
  return new PointerAndKeys(options);
}

class PointerAndKeys implements HandInput {
  readonly events = new Emitter<HandInputEvents>();
  readonly #glass: HTMLElement;
  readonly #giveOrTakeKeys: readonly string[];
  readonly #refusalKeys: readonly string[];
  readonly #listening = new AbortController();
  #pane: Pane;
  #pointer: number | null = null;
  #position: Vector3 = [0, 0, 0];
  #opening: ReturnType<typeof setTimeout> | undefined;

  constructor({
    glass,
    pane,
    keys = globalThis,
    giveOrTakeKeys = ["KeyT"],
    refusalKeys = ["Escape"],
  }: HandInputOptions) {
    this.#glass = glass;
    this.#pane = pane;
    this.#giveOrTakeKeys = giveOrTakeKeys;
    this.#refusalKeys = refusalKeys;
    const { signal } = this.#listening;
    glass.addEventListener("pointerdown", (event) => this.#press(event), { signal });
    glass.addEventListener("pointermove", (event) => this.#move(event), { signal });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
      glass.addEventListener(end, (event) => this.#release(event), { signal });
    }
    keys.addEventListener("keydown", (event) => this.#onKey(event), { signal });
  }

  setPane(pane: Pane): void {
    this.#pane = pane;
  }

  giveOrTake(): void {
    this.events.emit("giveOrTakeAsked", null);
  }

  refuse(): void {
    this.events.emit("refusalAsked", null);
  }

  [Symbol.dispose](): void {
    this.#listening.abort();
    clearTimeout(this.#opening);
  }

  #press(event: PointerEvent): void {
    if (this.#pointer !== null || event.button !== 0) return;
    this.#pointer = event.pointerId;
    // Followed beyond the glass's edge, so that letting go is always heard.
    this.#glass.setPointerCapture(event.pointerId);
    clearTimeout(this.#opening);
    this.#show("grip", event);
  }

  #move(event: PointerEvent): void {
    if (event.pointerId === this.#pointer) this.#show("grip", event);
  }

  #release(event: PointerEvent): void {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#emit("open");
    this.#opening = setTimeout(() => this.#emit("none"), OPEN_MS);
  }

  #show(state: HandState, { clientX, clientY }: PointerEvent): void {
    const { left, top, width, height } = this.#glass.getBoundingClientRect();
    const u = within01((clientX - left) / Math.max(1, width));
    const v = within01((clientY - top) / Math.max(1, height));
    this.#position = pointOnGlass(this.#pane, u, v);
    this.#emit(state);
  }

  #emit(state: HandState): void {
    this.events.emit("handChanged", inputHand(state, this.#position, performance.now()));
  }

  #onKey(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.repeat || isForOthers(event)) return;
    if (this.#giveOrTakeKeys.includes(event.code)) this.giveOrTake();
    else if (this.#refusalKeys.includes(event.code)) this.refuse();
  }
}

/** Typing, shortcuts of the browser, and keys that something on the page has already used. */
function isForOthers(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}

function within01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
