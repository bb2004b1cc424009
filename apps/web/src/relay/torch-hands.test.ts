import type { RelayRole } from "@visavis/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import { type SeenHand, TorchHands, type TorchView, type TorchWish } from "./torch-hands.ts";

let hands: TorchHands;
let hand: SeenHand | null;
beforeEach(() => {
  hands = new TorchHands();
  hand = null;
});

function at(role: RelayRole, more: Partial<TorchView> = {}): TorchView {
  return { role, isOffered: false, isTaken: false, isLetGo: false, isForHands: true, ...more };
}

function show(state: SeenHand["state"], extension: number, source: SeenHand["source"] = "hand") {
  hand = { state, extension, source };
}

function wish(view: TorchView, nowMs: number): TorchWish | null {
  return hands.wish(view, hand, nowMs);
}

describe("by key or button", () => {
  test("the holder offers, then lets go", () => {
    expect(wish(at("held"), 0)).toBeNull();
    hands.giveOrTake("held", 0);
    expect(wish(at("held"), 1)).toBe("offer");
    expect(wish(at("offered"), 2)).toBe("let-go");
    expect(wish(at("offered", { isLetGo: true }), 3)).toBeNull();
  });

  test("what nobody takes is taken back", () => {
    hands.giveOrTake("held", 0);
    expect(wish(at("offered", { isLetGo: true }), 20_000)).toBe("cancel");
  });

  test("a refusal is not answered with another offer", () => {
    hands.giveOrTake("held", 0);
    hands.roleChanged("offered", "held");
    expect(wish(at("held"), 10)).toBeNull();
  });

  test("who asks for it takes it as soon as it is offered, and does not give it back", () => {
    hands.giveOrTake("none", 0);
    expect(wish(at("none"), 1)).toBeNull();
    expect(wish(at("none", { isOffered: true }), 2)).toBe("accept");
    hands.roleChanged("reserved", "held");
    expect(wish(at("held"), 3)).toBeNull();
  });

  test("no takes back one's own offer, or declines the other's", () => {
    expect(hands.refuse(at("offered"))).toBe("cancel");
    expect(hands.refuse(at("none", { isOffered: true }))).toBe("refuse");
    expect(hands.refuse(at("none"))).toBeNull();
  });
});

describe("by hand", () => {
  test("[HAND-8] held out it is offered, opened it is let go, drawn back it is kept", () => {
    show("grip", 0.9);
    expect(wish(at("held"), 1)).toBe("offer");
    expect(wish(at("offered"), 2)).toBeNull();
    show("grip", 0.2);
    expect(wish(at("offered"), 3)).toBe("cancel");
    // A stretched hand that is held out is told as one that reaches.
    show("reach", 0.9);
    expect(wish(at("offered"), 4)).toBe("let-go");
  });

  test("a hand that trembles at the border neither offers nor cancels in turns", () => {
    show("grip", 0.76);
    expect(wish(at("held"), 1)).toBe("offer");
    show("grip", 0.7);
    expect(wish(at("offered"), 2)).toBeNull();
  });

  test("[HAND-8] a hand that is held out takes by closing", () => {
    show("reach", 0.8);
    expect(wish(at("none", { isOffered: true }), 1)).toBeNull();
    show("grip", 0.8);
    expect(wish(at("none", { isOffered: true }), 2)).toBe("accept");
    show("grip", 0.1);
    expect(wish(at("none", { isOffered: true }), 3)).toBeNull();
  });

  test("[HAND-8] with both hands on it for a moment it is given", () => {
    show("grip", 0.9);
    expect(wish(at("offered", { isTaken: true }), 1000)).toBeNull();
    expect(wish(at("offered", { isTaken: true }), 1300)).toBeNull();
    expect(wish(at("offered", { isTaken: true }), 1400)).toBe("let-go");
  });

  test("[HAND-8] the hand that has just taken it gives it only once it was back", () => {
    show("grip", 0.9);
    wish(at("reserved"), 0);
    hands.roleChanged("reserved", "held");
    expect(wish(at("held"), 1)).toBeNull();
    show("grip", 0.2);
    expect(wish(at("held"), 2)).toBeNull();
    show("grip", 0.9);
    expect(wish(at("held"), 3)).toBe("offer");
  });

  test("a hand lost for a moment was not back, one lost for long was", () => {
    show("grip", 0.9);
    wish(at("reserved"), 0);
    hands.roleChanged("reserved", "held");
    hand = null;
    expect(wish(at("held"), 100)).toBeNull();
    show("grip", 0.9);
    expect(wish(at("held"), 200)).toBeNull();
    hand = null;
    expect(wish(at("held"), 2500)).toBeNull();
    show("grip", 0.9);
    expect(wish(at("held"), 2600)).toBe("offer");
  });

  test("a pointer that is lifted and pressed again means something new at once", () => {
    show("grip", 1, "input");
    wish(at("reserved"), 0);
    hands.roleChanged("reserved", "held");
    hand = null;
    wish(at("held"), 50);
    show("grip", 1, "input");
    expect(wish(at("held"), 100)).toBe("offer");
  });

  test("of a hand too small to be read the arm is enough, if it means it", () => {
    show("reach", 0.9, "wrist");
    expect(wish(at("held"), 0)).toBeNull();
    expect(wish(at("held"), 800)).toBe("offer");
    expect(wish(at("offered"), 900)).toBeNull();
    expect(wish(at("offered", { isTaken: true }), 1000)).toBeNull();
    expect(wish(at("offered", { isTaken: true }), 1400)).toBe("let-go");
  });

  test("two who hold one each don't give it away by touching; a key still does", () => {
    show("grip", 0.9);
    expect(wish(at("held", { isForHands: false }), 1)).toBeNull();
    hands.giveOrTake("held", 2);
    expect(wish(at("held", { isForHands: false }), 3)).toBe("offer");
  });

  test("a camera that has gone blind offers nothing", () => {
    expect(wish(at("held"), 5000)).toBeNull();
  });
});
