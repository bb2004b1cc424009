import type { Role } from "@visavis/relay";
import { beforeEach, describe, expect, test } from "vitest";
import { TorchHands, type TorchView } from "./torch-hands.ts";

let hands: TorchHands;
beforeEach(() => {
  hands = new TorchHands();
});

function at(role: Role, more: Partial<TorchView> = {}): TorchView {
  return { role, isOffered: false, isLetGo: false, ...more };
}

function hand(state: "none" | "open" | "reach" | "grip", extension: number, atMs = 0) {
  hands.handChanged({ state, extension, atMs, source: "hand" });
}

describe("by key or button", () => {
  test("the holder offers, then lets go", () => {
    expect(hands.wish(at("held"), 0)).toBeNull();
    hands.giveOrTake("held", 0);
    expect(hands.wish(at("held"), 1)).toBe("offer");
    expect(hands.wish(at("offered"), 2)).toBe("let-go");
    expect(hands.wish(at("offered", { isLetGo: true }), 3)).toBeNull();
  });

  test("what nobody takes is taken back", () => {
    hands.giveOrTake("held", 0);
    expect(hands.wish(at("offered", { isLetGo: true }), 20_000)).toBe("cancel");
  });

  test("a refusal is not answered with another offer", () => {
    hands.giveOrTake("held", 0);
    hands.roleChanged("offered", "held");
    expect(hands.wish(at("held"), 10)).toBeNull();
  });

  test("who asks for it takes it as soon as it is offered, and does not give it back", () => {
    hands.giveOrTake("none", 0);
    expect(hands.wish(at("none"), 1)).toBeNull();
    expect(hands.wish(at("none", { isOffered: true }), 2)).toBe("accept");
    hands.roleChanged("reserved", "held");
    expect(hands.wish(at("held"), 3)).toBeNull();
  });

  test("no takes back one's own offer, or declines the other's", () => {
    expect(hands.refuse(at("offered"))).toBe("cancel");
    expect(hands.refuse(at("none", { isOffered: true }))).toBe("refuse");
    expect(hands.refuse(at("none"))).toBeNull();
  });
});

describe("by hand", () => {
  test("held out it is offered, opened it is let go, drawn back it is kept", () => {
    hand("grip", 0.9);
    expect(hands.wish(at("held"), 1)).toBe("offer");
    expect(hands.wish(at("offered"), 2)).toBeNull();
    hand("grip", 0.2);
    expect(hands.wish(at("offered"), 3)).toBe("cancel");
    hand("open", 0.9);
    expect(hands.wish(at("offered"), 4)).toBe("let-go");
  });

  test("a hand that reaches takes what is offered", () => {
    hand("reach", 0.8);
    expect(hands.wish(at("none", { isOffered: true }), 1)).toBe("accept");
    hand("open", 0.1);
    expect(hands.wish(at("none", { isOffered: true }), 2)).toBeNull();
  });

  test("the hand that has just taken it gives it only once it was back", () => {
    hand("grip", 0.9);
    hands.roleChanged("reserved", "held");
    expect(hands.wish(at("held"), 1)).toBeNull();
    hand("grip", 0.2);
    hand("grip", 0.9);
    expect(hands.wish(at("held"), 2)).toBe("offer");
  });

  test("a camera that has gone blind offers nothing", () => {
    hand("grip", 0.9, 0);
    expect(hands.wish(at("held"), 5000)).toBeNull();
  });
});
