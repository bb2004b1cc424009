import {
  type CeremonyRequest,
  encodeFacts,
  type FrameFacts,
  parsePageId,
  parsePeerId,
  type PeerId,
  wholePictureFacts,
} from "@visavis/protocol";
import { MemoryNetwork, type Transport } from "@visavis/transport";
import { expect, test } from "vitest";
import { FakeTrack } from "./fake-track.ts";
import {
  type Colour,
  describeTransport,
  meet,
  siteNamed,
  type TransportBench,
  until,
} from "./transport-contract.ts";

function memoryBench(): TransportBench {
  const network = new MemoryNetwork();
  const opened = new Set<Transport>();
  let pages = 0;
  const told: { from: PeerId; text: string }[] = [];
  const asked: CeremonyRequest[] = [];
  network.server = {
    told: (from, text) => told.push({ from, text }),
    asked: (_from, request) => asked.push(request),
  };
  return {
    server: {
      told,
      asked,
      keeperSays: (to, text) => network.tell(to, text),
      announce: (news) => network.announceCeremony(news),
    },
    open(name, role) {
      const peer = parsePeerId(name.padEnd(8, "0"));
      const page = parsePageId(`page${String(pages++).padStart(4, "0")}`);
      const transport = network.connect(peer, page, siteNamed(name, role));
      opened.add(transport);
      return transport;
    },
    video: (colour) => new FakeTrack("video", colour),
    audio: () => new FakeTrack("audio", "tone"),
    colourOf: (track) => Promise.resolve(asColour(track.label)),
    abandon(transport) {
      opened.delete(transport);
      return Promise.resolve();
    },
    async [Symbol.asyncDispose]() {
      for (const transport of opened) await transport[Symbol.asyncDispose]();
    },
  };
}

function asColour(label: string): Colour | null {
  return label === "red" || label === "green" || label === "blue" ? label : null;
}

describeTransport("memory", () => Promise.resolve(memoryBench()));

const facts: FrameFacts = {
  ...wholePictureFacts({ width: 640, height: 480 }),
  sequence: 7,
  capturedAtMs: Date.now(),
  crop: { x: 0, y: 0, width: 320, height: 480 },
};

test("[FACTS-7] the memory transport has a frame's facts under that frame's time", async () => {
  await using bench = memoryBench();
  const [ann, bob] = await meet(bench);
  const { port1, port2 } = new MessageChannel();
  ann.publish({ video: { track: bench.video("red"), facts: port2 }, audio: null });
  port1.postMessage({ timestampUs: 2_000_000, facts: encodeFacts(facts) });
  const annId = ann.self;
  await until(() => annId && bob.factsAt(annId, 180_000));
  expect(annId && bob.factsAt(annId, 180_000)).toMatchObject({ sequence: 7, view: null });
  expect(annId && bob.factsAt(annId, 180_001)).toBeNull();
});

test("[TR-1] a full room refuses by code", async () => {
  const network = new MemoryNetwork(1);
  const page = parsePageId("page0000");
  await network.connect(parsePeerId("annann00"), page, siteNamed("ann")).join();
  const bob = network.connect(parsePeerId("bobbob00"), page, siteNamed("bob"));
  await expect(bob.join()).rejects.toMatchObject({ code: "room-full" });
  expect(bob.state).toEqual({ state: "refused", code: "room-full" });
});
