import type { Role } from "@visavis/relay";
import type { Hand } from "@visavis/tracking";

export type TorchWish = "accept" | "cancel" | "let-go" | "offer" | "refuse";

/** What a site knows of the torch at one moment. */
export interface TorchView {
  readonly role: Role;
  /** Somebody holds it out to us, and we have not answered. */
  readonly isOffered: boolean;
  readonly isLetGo: boolean;
}

type SeenHand = Pick<Hand, "atMs" | "extension" | "source" | "state">;

/** Held out this far, a hand gives; only this far, it has been taken back. */
const ACROSS = 0.75;
const BACK = 0.5;
/** Whoever asked by a key or a button waits this long for the other side. */
const GIVE_MS = 10_000;
const TAKE_MS = 10_000;
/** Let go while nobody has taken it: after this it is taken back. */
const LET_GO_MS = 3000;
/** A camera that has not seen the hand for so long does not know about it. */
const STALE_MS = 700;

/** Turns a hand, a key or a button into wishes about the torch. Time is passed in. */
export class TorchHands {
  #givesUntilMs = Number.NEGATIVE_INFINITY;
  #takesUntilMs = Number.NEGATIVE_INFINITY;
  #hand: SeenHand | null = null;
  /** After a pass the hand is still held out; it means something new only once it was back. */
  #hasBeenBack = true;

  /** A key, a button, or a tap on what is held out. */
  giveOrTake(role: Role, nowMs: number): void {
    if (role === "held" || role === "offered") this.#givesUntilMs = nowMs + GIVE_MS;
    else this.#takesUntilMs = nowMs + TAKE_MS;
  }

  /** No, or not any more. */
  refuse({ role, isOffered, isLetGo }: TorchView): TorchWish | null {
    this.#rest();
    if (role === "offered" && !isLetGo) return "cancel";
    return role === "none" && isOffered ? "refuse" : null;
  }

  handChanged(hand: SeenHand): void {
    this.#hand = hand;
    if (hand.state === "none" || hand.extension < BACK) this.#hasBeenBack = true;
  }

  /** To be told whenever the role changes: what was asked for is done, or came to nothing. */
  roleChanged(before: Role, after: Role): void {
    if (before === "offered" && after === "held") this.#rest();
    if (after === "passed" || (after === "held" && before !== "offered")) this.#rest();
  }

  /** What to do now, once a frame. */
  wish({ role, isOffered, isLetGo }: TorchView, nowMs: number): TorchWish | null {
    const gives = nowMs < this.#givesUntilMs;
    const hand = this.#handAt(nowMs);
    const isAcross = hand !== null && hand.extension >= ACROSS && this.#hasBeenBack;
    switch (role) {
      case "held":
        return gives || (isAcross && hand.state === "grip") ? "offer" : null;
      case "offered":
        if (isLetGo) return gives ? null : "cancel";
        if (gives || (hand?.state === "open" && isAcross)) return this.#letGo(nowMs);
        return isAcross ? null : "cancel";
      case "none":
        return isOffered && (nowMs < this.#takesUntilMs || this.#reaches(hand)) ? "accept" : null;
      default:
        return null;
    }
  }

  #letGo(nowMs: number): TorchWish {
    this.#givesUntilMs = Math.max(this.#givesUntilMs, nowMs + LET_GO_MS);
    return "let-go";
  }

  #reaches(hand: SeenHand | null): boolean {
    if (!hand || !this.#hasBeenBack) return false;
    return hand.extension >= BACK && (hand.state === "reach" || hand.state === "grip");
  }

  #handAt(nowMs: number): SeenHand | null {
    const hand = this.#hand;
    if (!hand || hand.state === "none") return null;
    // A pointer that rests is still there; a camera that is silent is blind.
    return hand.source === "input" || nowMs - hand.atMs < STALE_MS ? hand : null;
  }

  #rest(): void {
    this.#givesUntilMs = Number.NEGATIVE_INFINITY;
    this.#takesUntilMs = Number.NEGATIVE_INFINITY;
    this.#hasBeenBack = this.#hand === null || this.#hand.state === "none";
  }
}
