import type { HandSource, RelayRole } from "@visavis/protocol";
import type { Hand } from "@visavis/tracking";

export type TorchWish = "accept" | "cancel" | "let-go" | "offer" | "refuse";

/** What a site knows of a shared object at one moment. */
export interface TorchView {
  readonly role: RelayRole;
  /** Somebody holds it out to us, and we have not answered. */
  readonly isOffered: boolean;
  /** Our offer has been accepted: a hand is on it. */
  readonly isTaken: boolean;
  readonly isLetGo: boolean;
  /** A hand may give or take it. Not so where the hand that would take it is full; a key may always. */
  readonly isForHands: boolean;
}

export type SeenHand = Pick<Hand, "extension" | "source" | "state">;

/** Held out this far, a hand gives; only this far, it has been taken back. */
const ACROSS = 0.75;
const BACK = 0.5;
/** Whoever asked by a key or a button waits this long for the other side. */
const GIVE_MS = 10_000;
const TAKE_MS = 10_000;
/** Let go while nobody has taken it: after this it is taken back. */
const LET_GO_MS = 3000;
/** Both hands are on it for so long: it is given, also by a hand that is not seen to open. */
const BOTH_ON_MS = 400;
/** A hand too small to be read means it when it is held out for so long. */
const ARM_ONLY_MS = 700;
/** A hand that was out and is not seen for so long was probably drawn back. */
const BLIND_MS = 1500;
const NEVER = Number.NEGATIVE_INFINITY;

/** Turns a hand, a key or a button into wishes about an object. Time is passed in. */
export class TorchHands {
  #givesUntilMs = NEVER;
  #takesUntilMs = NEVER;
  /** After a pass the hand is still held out; it means something new only once it was back. */
  #hasBeenBack = true;
  #out: { readonly source: HandSource; readonly atMs: number } | null = null;
  #outSinceMs = NEVER;
  #takenSinceMs: number | null = null;

  /** A key, a button, or a tap on what is held out. */
  giveOrTake(role: RelayRole, nowMs: number): void {
    if (role === "held" || role === "offered") this.#givesUntilMs = nowMs + GIVE_MS;
    else this.#takesUntilMs = nowMs + TAKE_MS;
  }

  /** No, or not any more. */
  refuse({ role, isOffered, isLetGo }: TorchView): TorchWish | null {
    this.#rest();
    if (role === "offered" && !isLetGo) return "cancel";
    return role === "none" && isOffered ? "refuse" : null;
  }

  /** To be told whenever the role changes: what was asked for is done, or came to nothing. */
  roleChanged(before: RelayRole, after: RelayRole): void {
    if (before === "offered" && after === "held") this.#rest();
    if (after === "passed" || (after === "held" && before !== "offered")) this.#rest();
  }

  /** What to do now, once a frame. */
  wish(view: TorchView, hand: SeenHand | null, nowMs: number): TorchWish | null {
    this.#follow(hand, nowMs);
    this.#takenSinceMs = view.isTaken ? (this.#takenSinceMs ?? nowMs) : null;
    const means = hand !== null && this.#hasBeenBack && view.isForHands;
    switch (view.role) {
      case "held":
        if (nowMs < this.#givesUntilMs) return "offer";
        return means && hand.extension >= ACROSS && this.#holds(hand, nowMs) ? "offer" : null;
      case "offered":
        return this.#whileOffered(view, hand, nowMs);
      case "none":
        if (!view.isOffered) return null;
        if (nowMs < this.#takesUntilMs) return "accept";
        return means && hand.extension >= BACK && this.#holds(hand, nowMs) ? "accept" : null;
      default:
        return null;
    }
  }

  #whileOffered(view: TorchView, hand: SeenHand | null, nowMs: number): TorchWish | null {
    const gives = nowMs < this.#givesUntilMs;
    if (view.isLetGo) return gives ? null : "cancel";
    if (gives) return this.#letGo(nowMs);
    if (!hand || hand.extension < BACK) return "cancel";
    const isOpen = hand.state !== "grip" && hand.source !== "wrist";
    const areBothOn = this.#takenSinceMs !== null && nowMs - this.#takenSinceMs >= BOTH_ON_MS;
    return isOpen || areBothOn ? this.#letGo(nowMs) : null;
  }

  #letGo(nowMs: number): TorchWish {
    this.#givesUntilMs = Math.max(this.#givesUntilMs, nowMs + LET_GO_MS);
    return "let-go";
  }

  /** Of an arm whose hand is too small to be read, only its reaching is known. */
  #holds({ source, state }: SeenHand, nowMs: number): boolean {
    if (state === "grip") return true;
    return source === "wrist" && nowMs - this.#outSinceMs >= ARM_ONLY_MS;
  }

  #follow(hand: SeenHand | null, nowMs: number): void {
    const isOut = hand !== null && hand.extension >= BACK;
    if (isOut) {
      if (!this.#out) this.#outSinceMs = nowMs;
      this.#out = { source: hand.source, atMs: nowMs };
      return;
    }
    const isBlind = hand === null && this.#out !== null && this.#out.source !== "input";
    if (isBlind && nowMs - (this.#out?.atMs ?? nowMs) < BLIND_MS) return;
    this.#out = null;
    this.#hasBeenBack = true;
  }

  #rest(): void {
    this.#givesUntilMs = NEVER;
    this.#takesUntilMs = NEVER;
    this.#hasBeenBack = this.#out === null;
  }
}
