import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Negotiation,
  type NegotiatingConnection,
  type NumberedDescription,
} from "./negotiation.ts";

interface Description {
  readonly type: "offer" | "answer";
  readonly sdp: string;
  toJSON(): RTCSessionDescriptionInit;
}

/** The part of a browser's connection that decides who may say what when, without any media. */
class FakeConnection implements NegotiatingConnection {
  signalingState: RTCSignalingState = "stable";
  localDescription: Description | null = null;
  remoteDescription: Description | null = null;
  readonly candidates: string[] = [];
  /** What this side wants to say and what both have agreed on. */
  wanted = 0;
  agreed = "";
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** Browsers do one thing after another, and ask for negotiation only when nothing is under way. */
  idle: () => void = () => {};
  #underWay = 0;
  #latest: Promise<void> = Promise.resolve();

  get isIdle(): boolean {
    return this.#underWay === 0 && this.signalingState === "stable";
  }

  setLocalDescription(): Promise<void> {
    return this.#next(() => this.#setLocal());
  }

  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    return this.#next(() => this.#setRemote(description));
  }

  async #next(step: () => void): Promise<void> {
    this.#underWay++;
    const before = this.#latest;
    const now = async (): Promise<void> => {
      await before.catch(() => {});
      await Promise.resolve();
      step();
    };
    this.#latest = now();
    try {
      await this.#latest;
    } finally {
      this.#underWay--;
      // As the browser does: in a task of its own, after those who waited have gone on.
      queueMicrotask(() => queueMicrotask(() => this.idle()));
    }
  }

  #setLocal(): void {
    const isOffer = this.signalingState === "stable";
    if (!isOffer && this.signalingState !== "have-remote-offer") {
      throw new DOMException("wrong state", "InvalidStateError");
    }
    const offered = this.remoteDescription?.sdp ?? "";
    const sdp = isOffer ? `${this.#name}${this.wanted}` : `${offered}+${this.#name}${this.wanted}`;
    this.localDescription = described(isOffer ? "offer" : "answer", sdp);
    this.signalingState = isOffer ? "have-local-offer" : "stable";
    if (!isOffer) this.agreed = sdp;
  }

  #setRemote({ type, sdp = "" }: RTCSessionDescriptionInit): void {
    const isOffer = type === "offer";
    const expected = isOffer ? ["stable"] : ["have-local-offer"];
    if (sdp === "nonsense" || !expected.includes(this.signalingState)) {
      throw new DOMException("wrong state", "InvalidStateError");
    }
    this.signalingState = isOffer ? "have-remote-offer" : "stable";
    this.remoteDescription = described(isOffer ? "offer" : "answer", sdp);
    if (!isOffer) this.agreed = sdp;
  }

  addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
    if (!this.remoteDescription) throw new DOMException("too early", "InvalidStateError");
    this.candidates.push(candidate?.candidate ?? "");
    return Promise.resolve();
  }
}

function described(type: "offer" | "answer", sdp: string): Description {
  return { type, sdp, toJSON: () => ({ type, sdp }) };
}

class Side {
  readonly connection: FakeConnection;
  readonly negotiation: Negotiation;
  readonly outbox: NumberedDescription[] = [];
  nowMs = 0;
  #isDirty = false;

  constructor(name: string, isLeader: boolean) {
    this.connection = new FakeConnection(name);
    this.negotiation = new Negotiation({
      connection: this.connection,
      isLeader,
      nowMs: () => this.nowMs,
      send: (description) => this.outbox.push(description),
      offerApplied: () => {},
      settled: () => {},
    });
    this.connection.idle = () => this.#again();
  }

  /** As `negotiationneeded`: at once when all is agreed, else when it is again. */
  change(): void {
    this.connection.wanted++;
    this.#isDirty = true;
    this.#again();
  }

  #again(): void {
    if (!this.#isDirty || !this.connection.isIdle) return;
    this.#isDirty = false;
    void this.negotiation.offer();
  }

  get said(): string {
    return this.connection.agreed;
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

async function exchange(ann: Side, bob: Side): Promise<void> {
  for (;;) {
    await settle();
    const [toBob, toAnn] = [ann.outbox.shift(), bob.outbox.shift()];
    if (!toBob && !toAnn) return;
    if (toBob) void bob.negotiation.receive(toBob);
    if (toAnn) void ann.negotiation.receive(toAnn);
  }
}

describe("negotiation", () => {
  test("[NEG-1] both sides agree in the end, whatever is lost, late or said twice", async () => {
    const step = fc.constantFrom(
      "ann changes",
      "ann repeats",
      "to ann",
      "to ann twice",
      "to bob",
      "to bob twice",
      "lost to ann",
      "lost to bob",
      "pause",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const [ann, bob] = [new Side("a", true), new Side("b", false)];
        for (const each of steps) {
          if (each === "ann changes") ann.change();
          if (each === "ann repeats") ann.negotiation.repeatOffer();
          if (each === "pause") await settle();
          const [from, to] = each.includes("to bob") ? [ann, bob] : [bob, ann];
          const message = each.includes("to ") ? from.outbox.shift() : undefined;
          if (!message || each.startsWith("lost")) continue;
          void to.negotiation.receive(message);
          if (each.endsWith("twice")) void to.negotiation.receive(message);
        }
        await exchange(ann, bob);
        ann.negotiation.repeatOffer();
        await exchange(ann, bob);
        ann.change();
        await exchange(ann, bob);
        expect([ann.connection.signalingState, bob.connection.signalingState]).toEqual([
          "stable",
          "stable",
        ]);
        expect(ann.said).toBe(bob.said);
      }),
      { numRuns: 300 },
    );
  });

  test("[NEG-1] a follower offers nothing, and a leader hears no offer", async () => {
    const [ann, bob] = [new Side("a", true), new Side("b", false)];
    bob.change();
    await ann.negotiation.receive({ type: "offer", sdp: "b1", round: 1 });
    await settle();
    expect([ann.outbox, bob.outbox]).toEqual([[], []]);
    expect(ann.connection.signalingState).toBe("stable");
  });

  test("[NEG-2] candidates wait for a description", async () => {
    const [ann, bob] = [new Side("a", true), new Side("b", false)];
    await bob.negotiation.receiveCandidate({ candidate: "early" });
    expect(bob.connection.candidates).toEqual([]);
    ann.change();
    await exchange(ann, bob);
    await bob.negotiation.receiveCandidate(null);
    expect(bob.connection.candidates).toEqual(["early", ""]);
  });

  test("[NEG-2] an offer that comes twice is answered once, and an old answer settles nothing", async () => {
    const [ann, bob] = [new Side("a", true), new Side("b", false)];
    ann.change();
    await settle();
    ann.negotiation.repeatOffer();
    const twice = ann.outbox.splice(0);
    for (const offer of twice) await bob.negotiation.receive(offer);
    const [first, second] = bob.outbox.splice(0);
    expect(second).toEqual(first);
    if (!first || !second) throw new Error("no answer came");
    await ann.negotiation.receive(first);
    ann.change();
    await settle();
    await ann.negotiation.receive(second);
    expect(ann.connection.signalingState).toBe("have-local-offer");
    await exchange(ann, bob);
    expect(ann.said).toBe(bob.said);
  });

  test("[NEG-2] answers that nobody waits for and nonsense change nothing", async () => {
    const [ann, bob] = [new Side("a", true), new Side("b", false)];
    ann.change();
    await exchange(ann, bob);
    const agreed = ann.said;
    await ann.negotiation.receive({ type: "answer", sdp: "late", round: 1 });
    await ann.negotiation.receive({ type: "offer", sdp: "nonsense", round: 9 });
    expect(ann.said).toBe(agreed);
    ann.change();
    await exchange(ann, bob);
    expect(ann.said).toBe(bob.said);
    expect(ann.said).not.toBe(agreed);
  });

  test("[NEG-6] knows how long its offer stands, and says it again", async () => {
    const ann = new Side("a", true);
    ann.change();
    await settle();
    ann.nowMs = 5_000;
    expect(ann.negotiation.unansweredMs).toBe(5_000);
    ann.negotiation.repeatOffer();
    expect(ann.outbox).toEqual([
      { type: "offer", sdp: "a1", round: 1 },
      { type: "offer", sdp: "a1", round: 1 },
    ]);
    expect(ann.negotiation.unansweredMs).toBe(0);
  });
});
