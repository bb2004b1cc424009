import { type ClientMessage, parsePageId, seeded, type ServerMessage } from "@visavis/protocol";
import type { Transport } from "@visavis/transport";
import { describe, expect, test } from "vitest";
import { peerBench, type PeerBench } from "./peer-bench.ts";
import { linked, media, meet, next, shows, until } from "./transport-contract.ts";

const ROUNDS = 40;

function offers(bench: PeerBench): string[] {
  return bench.hub.heard.flatMap((message) =>
    message.type === "describe" && message.description.type === "offer"
      ? [message.description.sdp]
      : [],
  );
}

function isAnswer(message: ClientMessage, link: string): boolean {
  const isOfLink = message.type === "describe" && message.link === link;
  return isOfLink && message.description.type === "answer";
}

/** The credentials that change with each new search for a way. */
function ways(bench: PeerBench): Set<string> {
  return new Set(offers(bench).map((sdp) => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1] ?? ""));
}

async function pause(delayMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, delayMs));
}

describe("negotiation between two pages", () => {
  test("[NEG-1] settles when both want something at once, again and again", async () => {
    const random = seeded(7);
    await using bench = peerBench({}, { maxDelayMs: 8, random });
    const [ann, bob] = await meet(bench);
    const [fromAnn, fromBob] = [media(bob), media(ann)];
    const [red, blue] = [bench.video("red"), bench.video("blue")];
    for (let round = 0; round < ROUNDS; round++) {
      // Both look for a new way, and change what they send.
      dispatchEvent(new Event("online"));
      ann.publish({ video: random() < 0.5 ? { track: red, facts: null } : null, audio: null });
      bob.publish({ video: random() < 0.5 ? { track: blue, facts: null } : null, audio: null });
      await pause(random() * 60);
    }
    ann.publish({ video: { track: red, facts: null }, audio: bench.audio() });
    bob.publish({ video: { track: blue, facts: null }, audio: null });
    await until(() => fromAnn.latest?.video && fromAnn.latest.audio && fromBob.latest?.video);
    await Promise.all([shows(bench, fromAnn, "red"), shows(bench, fromBob, "blue")]);
    expect(ways(bench).size).toBeGreaterThan(5);
  });

  test("[NEG-3] drops what was said to or by an earlier life of a page, and hostile words", async () => {
    await using bench = peerBench();
    const [ann, bob] = await meet(bench);
    const [annId, bobId] = [ann.self, bob.self];
    const [page, other] = [ann.peers[0]?.page, parsePageId("page9999")];
    if (!annId || !bobId || !page) throw new Error("they have not met");
    const toPage = bob.peers[0]?.page ?? other;
    const sdp = offers(bench)[0] ?? "";
    const offer = { type: "offer", sdp } as const;
    const said = { type: "describe", from: bobId, description: offer } as const;
    const hostile: ServerMessage[] = [
      { ...said, fromPage: other, toPage },
      { ...said, fromPage: page, toPage: other },
      { ...said, fromPage: page, toPage, link: "unknown000" },
      { ...said, fromPage: page, toPage, description: { type: "answer", sdp: "v=0" } },
      { ...said, fromPage: page, toPage, description: { type: "offer", sdp: "nonsense" } },
      { type: "candidate", from: bobId, fromPage: page, toPage, candidate: null },
    ];
    for (const message of hostile) bench.hub.inject(annId, message);
    await pause(100);
    const fromBob = media(ann);
    bob.publish({ video: { track: bench.video("green"), facts: null }, audio: null });
    await until(() => fromBob.latest?.video);
    await shows(bench, fromBob, "green");
  });

  test("[NEG-4] an offer of a new connection takes the place of the old one", async () => {
    await using bench = peerBench();
    const [ann, bob] = await meet(bench);
    const [from, fromPage] = [ann.self, bob.peers[0]?.page];
    const [bobId, toPage] = [bob.self, ann.peers[0]?.page];
    if (!from || !fromPage || !bobId || !toPage) throw new Error("they have not met");
    const leader = new RTCPeerConnection();
    leader.addTransceiver("audio");
    leader.addTransceiver("video");
    const { sdp = "" } = await leader.createOffer();
    const offered = { description: { type: "offer", sdp }, link: "another00000" } as const;
    bench.hub.inject(bobId, { type: "describe", from, fromPage, toPage, ...offered });
    await until(() => bench.hub.heard.some((message) => isAnswer(message, "another00000")));
    leader.close();
  });

  test("[NEG-6] says an offer again that was not answered", async () => {
    await using bench = peerBench();
    let lost = 0;
    bench.hub.letsThrough = ({ type }) => type !== "describe" || ++lost > 1;
    const [ann, bob] = [bench.open("ann"), bench.open("bob")];
    const link = linked(ann, bob);
    await Promise.all([ann.join(), bob.join()]);
    await link;
    expect(lost).toBeGreaterThan(1);
  });

  test("[TR-9] finds a new way when the network is back, with the same connection", async () => {
    await using bench = peerBench();
    const [ann, bob] = await meet(bench);
    const fromBob = media(ann);
    bob.publish({ video: { track: bench.video("green"), facts: null }, audio: null });
    await until(() => fromBob.latest?.video);
    await shows(bench, fromBob, "green");
    const before = ways(bench).size;
    dispatchEvent(new Event("online"));
    await until(() => ways(bench).size > before);
    await pause(500);
    expect(await connection(ann, bob)).toBe("connected");
    await shows(bench, fromBob, "green");
  });

  test.each([false, true])(
    "[SIG-6] a server that starts again disturbs nobody (forgets: %s)",
    async (forgets) => {
      await using bench = peerBench();
      const [ann, bob] = await meet(bench);
      const changes: string[] = [];
      ann.events.on("linkChanged", ({ state }) => changes.push(state));
      ann.events.on("peerLeft", () => changes.push("left"));
      ann.events.on("mediaChanged", () => changes.push("media"));
      const back = next(ann, "stateChanged", ({ state }) => state === "joined");
      bench.hub.restart({ forgets });
      expect(ann.state.state).toBe("reconnecting");
      await back;
      await until(() => bob.state.state === "joined");
      await pause(500);
      expect(changes).toEqual([]);
      const heard = next(bob, "packetReceived");
      ann.send(Uint8Array.of(5).buffer);
      expect(await heard).toMatchObject({ from: ann.self });
    },
  );

  test("[NEG-5] a follower that gives a connection up is given another", async () => {
    await using bench = peerBench();
    // The follower never hears an offer in time, and asks.
    let isDeaf = true;
    bench.hub.letsThrough = (message) =>
      !isDeaf || message.type !== "describe" || message.description.type === "rollback";
    const [ann, bob] = [bench.open("ann"), bench.open("bob")];
    const link = linked(ann, bob);
    await Promise.all([ann.join(), bob.join()]);
    const asked = (): boolean =>
      bench.hub.heard.some(
        (message) => message.type === "describe" && message.description.type === "rollback",
      );
    await until(asked);
    isDeaf = false;
    await link;
    expect(ways(bench).size).toBeGreaterThan(1);
  });
});

async function connection(from: Transport, to: Transport): Promise<string | undefined> {
  return to.self ? (await from.stats(to.self))?.connection : undefined;
}
