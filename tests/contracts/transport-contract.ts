import {
  type CeremonyNews,
  type CeremonyRequest,
  parsePeerId,
  type PeerId,
  type Role,
  type Site,
} from "@visavis/protocol";
import type { RemoteMedia, Transport, TransportEvents } from "@visavis/transport";
import { describe, expect, test } from "vitest";

export type Colour = "red" | "green" | "blue";

/** One room, and what a test needs to see in it. Everything opened here is closed with it. */
export interface TransportBench extends AsyncDisposable {
  /** A page at the door of the room. Its seat goes by the name: opened again, it is a reload. */
  open(name: string, role?: Role): Transport;
  /** A picture of one colour, for as long as the bench lives. */
  video(colour: Colour): MediaStreamTrack;
  audio(): MediaStreamTrack;
  /** What a received picture shows now; null as long as nothing has come. */
  colourOf(track: MediaStreamTrack): Promise<Colour | null>;
  /** The server's part in who holds what. */
  readonly server: BenchServer;
  /** Breaks off a page without a word, as a reload does. */
  abandon(transport: Transport): Promise<void>;
}

interface BenchServer {
  readonly told: readonly { readonly from: PeerId | null; readonly text: string }[];
  readonly asked: readonly CeremonyRequest[];
  keeperSays(to: PeerId, text: string): void;
  announce(news: CeremonyNews): void;
}

const NO_CEREMONY_NEWS: CeremonyNews = {
  type: "picture-permit",
  certificate: null,
  permit: null,
};

export function siteNamed(name: string, role: Role = "booth"): Site {
  return { role, name, place: "", isMuted: false, isCameraOff: false, readsTrailer: false };
}

/** Every transport runs this suite against itself. */
export function describeTransport(kind: string, connect: () => Promise<TransportBench>): void {
  describe(`${kind} transport`, () => {
    test("[TR-1] tells those present who comes, and the newcomer who is there", async () => {
      await using bench = await connect();
      const [ann, bob] = [bench.open("ann"), bench.open("bob", "guest")];
      const came = next(ann, "peerJoined");
      await ann.join();
      expect(ann.peers).toEqual([]);
      const found = next(bob, "peerJoined");
      await bob.join();
      expect(await came).toMatchObject({ peer: bob.self, site: { name: "bob", role: "guest" } });
      expect(await found).toMatchObject({ peer: ann.self, site: { name: "ann", role: "booth" } });
      await until(() => bob.peers.length === 1);
      expect(bob.peers[0]?.seat).not.toBe(ann.peers[0]?.seat);
      expect([ann.state.state, bob.state.state]).toEqual(["joined", "joined"]);
    });

    test("[TR-1] tells what a page changes about itself", async () => {
      await using bench = await connect();
      const [ann, bob] = await meet(bench);
      const changed = next(ann, "peerChanged");
      bob.announce({ ...siteNamed("bob"), isMuted: true });
      expect(await changed).toMatchObject({ peer: bob.self, site: { isMuted: true } });
    });

    test("[TR-2] delivers bytes unchanged, to one page or to all", async () => {
      await using bench = await connect();
      const [ann, bob] = await meet(bench);
      const cat = bench.open("cat");
      const links = Promise.all([linked(ann, cat), linked(bob, cat)]);
      await cat.join();
      await links;
      const heardByCat: unknown[] = [];
      cat.events.on("packetReceived", ({ bytes }) => heardByCat.push([...new Uint8Array(bytes)]));
      const toAll = next(bob, "packetReceived");
      await repeatUntil(toAll, () => ann.send(Uint8Array.of(1, 2, 3).buffer));
      expect(await toAll).toEqual({ from: ann.self, bytes: Uint8Array.of(1, 2, 3).buffer });
      const toBob = next(bob, "packetReceived", ({ bytes }) => bytes.byteLength === 1);
      await repeatUntil(toBob, () => ann.send(Uint8Array.of(9).buffer, bob.self ?? undefined));
      await until(() => heardByCat.length > 0);
      expect(heardByCat).not.toContainEqual([9]);
    });

    test("[TR-3] refuses to send more than one datagram", async () => {
      await using bench = await connect();
      const [ann] = await meet(bench);
      expect(() => ann.send(new ArrayBuffer(1_101))).toThrow(
        expect.objectContaining({ code: "message-too-large" }),
      );
      expect(() => ann.send(new ArrayBuffer(1_100))).not.toThrow();
    });

    test("[TR-4] brings what was published before and after joining", async () => {
      await using bench = await connect();
      const [ann, bob] = [bench.open("ann"), bench.open("bob")];
      ann.publish({ video: { track: bench.video("red"), facts: null }, audio: bench.audio() });
      const [fromAnn, fromBob] = [media(bob), media(ann)];
      await Promise.all([ann.join(), bob.join()]);
      await until(() => fromAnn.latest?.video && fromAnn.latest.audio);
      await shows(bench, fromAnn, "red");
      bob.publish({ video: { track: bench.video("green"), facts: null }, audio: null });
      await until(() => fromBob.latest?.video);
      await shows(bench, fromBob, "green");
      expect(fromBob.latest).toMatchObject({ peer: bob.self, audio: null });
    });

    test("[TR-5] changes tracks, takes them away and brings them back", async () => {
      await using bench = await connect();
      const [ann, bob] = await meet(bench);
      const fromAnn = media(bob);
      const audio = bench.audio();
      ann.publish({ video: { track: bench.video("red"), facts: null }, audio });
      await until(() => fromAnn.latest?.video);
      await shows(bench, fromAnn, "red");
      ann.publish({ video: { track: bench.video("blue"), facts: null }, audio });
      await shows(bench, fromAnn, "blue");
      ann.publish({ video: null, audio });
      await until(() => fromAnn.latest?.video === null);
      expect(fromAnn.latest?.audio).not.toBeNull();
      ann.publish({ video: { track: bench.video("green"), facts: null }, audio });
      await until(() => fromAnn.latest?.video);
      await shows(bench, fromAnn, "green");
    });

    test("[TR-6] a page that only looks on sends nothing", async () => {
      await using bench = await connect();
      const [ann, eye] = [bench.open("ann"), bench.open("eye", "view")];
      const [seen, fromEye] = [media(eye), media(ann)];
      for (const page of [ann, eye]) {
        page.publish({ video: { track: bench.video("red"), facts: null }, audio: null });
        await page.join();
      }
      await until(() => seen.latest?.video);
      await shows(bench, seen, "red");
      expect(fromEye.latest?.video ?? null).toBeNull();
    });

    test("[TR-6] an operator is known to the others, and gets no picture", async () => {
      await using bench = await connect();
      const [ann, eye] = [bench.open("ann"), bench.open("eye", "view")];
      const leader = bench.open("leader", "operator");
      const [seen, led] = [media(eye), media(leader)];
      ann.publish({ video: { track: bench.video("red"), facts: null }, audio: null });
      for (const page of [leader, ann, eye]) await page.join();
      await until(() => seen.latest?.video);
      await shows(bench, seen, "red");
      expect(led.latest?.video ?? null).toBeNull();
      expect(ann.peers.map(({ site }) => site.role).toSorted()).toEqual(["operator", "view"]);
    });

    test("[TR-8] says when a page leaves, and takes its media away", async () => {
      await using bench = await connect();
      const [ann, bob] = await meet(bench);
      const fromBob = media(ann);
      bob.publish({ video: { track: bench.video("red"), facts: null }, audio: null });
      await until(() => fromBob.latest?.video);
      const bobId = bob.self;
      const left = next(ann, "peerLeft");
      await bob[Symbol.asyncDispose]();
      expect(await left).toBe(bobId);
      expect(fromBob.latest).toEqual({ peer: bobId, video: null, audio: null });
      expect(ann.peers).toEqual([]);
      expect(bob.state.state).toBe("left");
    });

    test("[TR-14] a reloaded page comes back to its seat and is seen again", async () => {
      await using bench = await connect();
      const [ann, bob] = await meet(bench);
      const fromBob = media(ann);
      bob.publish({ video: { track: bench.video("red"), facts: null }, audio: null });
      await until(() => fromBob.latest?.video);
      await shows(bench, fromBob, "red");
      const before = ann.peers[0];
      await bench.abandon(bob);
      const again = bench.open("bob");
      again.publish({ video: { track: bench.video("blue"), facts: null }, audio: null });
      await again.join();
      await until(() => ann.peers[0] && ann.peers[0].page !== before?.page);
      expect(ann.peers).toMatchObject([{ peer: before?.peer, seat: before?.seat }]);
      await until(() => fromBob.latest?.video);
      await shows(bench, fromBob, "blue");
    });

    test("[TR-16] tells one page or the keeper through the server, in order", async () => {
      await using bench = await connect();
      const [ann, bob] = [bench.open("ann"), bench.open("bob")];
      ann.tell("too early", "keeper");
      await ann.join();
      await bob.join();
      const [annId, bobId] = [ann.self, bob.self];
      if (!annId || !bobId) throw new Error("joined without a name");
      const heard: unknown[] = [];
      bob.events.on("told", (told) => heard.push(told));
      ann.tell("one", bobId);
      ann.tell("two", bobId);
      ann.tell("three", "keeper");
      await until(() => heard.length === 2 && bench.server.told.length === 1);
      bench.server.keeperSays(bobId, "four");
      await until(() => heard.length === 3);
      expect(heard).toEqual([
        { from: annId, text: "one" },
        { from: annId, text: "two" },
        { from: "keeper", text: "four" },
      ]);
      expect(bench.server.told.map(({ text }) => text)).toEqual(["three"]);
    });

    test("[TR-17] asks for a ceremony, and everybody hears of it", async () => {
      await using bench = await connect();
      const [ann, bob] = [bench.open("ann"), bench.open("bob")];
      expect(ann.askCeremony({ type: "finish" })).toBe(false);
      await ann.join();
      await bob.join();
      const news = Promise.all([next(ann, "ceremonyNews"), next(bob, "ceremonyNews")]);
      expect(ann.askCeremony({ type: "finish" })).toBe(true);
      await until(() => bench.server.asked.length === 1);
      bench.server.announce(NO_CEREMONY_NEWS);
      expect(await news).toEqual([NO_CEREMONY_NEWS, NO_CEREMONY_NEWS]);
      expect(bench.server.asked).toEqual([{ type: "finish" }]);
    });

    test("[TR-11] knows how the other's clock stands", async () => {
      await using bench = await connect();
      const [ann, bob] = await meet(bench);
      expect(ann.clock(parsePeerId("nobody00"))).toBeNull();
      const bobId = bob.self;
      await until(() => bobId && ann.clock(bobId));
      const estimate = bobId && ann.clock(bobId);
      // Both pages are on this machine.
      expect(Math.abs(estimate?.offsetMs ?? Infinity)).toBeLessThan(20);
    });
  });
}

export async function meet(bench: TransportBench): Promise<[Transport, Transport]> {
  const [ann, bob] = [bench.open("ann"), bench.open("bob")];
  const link = linked(ann, bob);
  await ann.join();
  await bob.join();
  await link;
  return [ann, bob];
}

/** Resolves when the first is connected with the second. */
export async function linked(from: Transport, to: Transport): Promise<void> {
  await next(from, "linkChanged", ({ peer, state }) => peer === to.self && state === "connected");
}

export function next<Name extends keyof TransportEvents>(
  transport: Transport,
  name: Name,
  fits: (event: TransportEvents[Name]) => boolean = () => true,
): Promise<TransportEvents[Name]> {
  return new Promise((resolve) => {
    const stop = transport.events.on(name, (event) => {
      if (!fits(event)) return;
      stop();
      resolve(event);
    });
  });
}

export interface WatchedMedia {
  readonly latest: RemoteMedia | null;
}

/** Follows what one other page sends. */
export function media(transport: Transport): WatchedMedia {
  const watched: { latest: RemoteMedia | null } = { latest: null };
  transport.events.on("mediaChanged", (event) => (watched.latest = event));
  return watched;
}

export async function shows(
  bench: TransportBench,
  watched: WatchedMedia,
  colour: Colour,
): Promise<void> {
  let seen: Colour | null = null;
  await until(
    async () => {
      const track = watched.latest?.video;
      seen = track ? await bench.colourOf(track) : null;
      return seen === colour;
    },
    `${colour} (last seen: ${seen ?? "nothing"})`,
  );
}

export async function until(
  holds: () => unknown,
  what = "what was waited for",
  limitMs = 20_000,
): Promise<void> {
  const startMs = performance.now();
  while (!(await holds())) {
    if (performance.now() - startMs > limitMs) throw new Error(`${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Packets may be lost: says it again until it has been heard. */
async function repeatUntil(done: Promise<unknown>, say: () => void): Promise<void> {
  let isDone = false;
  void done.then(() => (isDone = true));
  await until(() => {
    if (!isDone) say();
    return isDone;
  });
}
