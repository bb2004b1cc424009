import {
  type CeremonyState,
  parsePageId,
  parsePeerId,
  type PosePacket,
  type Role,
  type Site,
} from "@visavis/protocol";
import { createStage } from "@visavis/stage";
import { MemoryNetwork, type MemoryTransport } from "@visavis/transport";
import { expect, test } from "vitest";
import { runningCeremony } from "../ceremony/testing/some-ceremony.ts";
import { Meeting } from "../meeting/meeting.ts";
import { Looker } from "./looker.ts";
import { TorchEars } from "./torch-ears.ts";
import { TorchWire } from "./torch-wire.ts";

const ANN = parsePeerId("annannann");

function siteOf(role: Role): Site {
  return { role, name: "", place: "", isMuted: true, isCameraOff: true, readsTrailer: true };
}

function ceremony(phase: CeremonyState["phase"], kissS: number | null = null): CeremonyState {
  return runningCeremony(ANN, { phase, kissS });
}

const POSE: PosePacket = {
  object: "torch",
  term: 1,
  seq: 0,
  sentAtMs: 1,
  positionM: [0.2, 1.2, 0],
  rotation: [0, 0, 0, 1],
  isInHand: false,
};

test("an audience sees the torch burn where its holder shows it, and nothing once he is silent", async () => {
  const network = new MemoryNetwork();
  const site: MemoryTransport = network.connect(ANN, parsePageId("annannann"), siteOf("booth"));
  await site.join();
  const view = network.connect(parsePeerId("eveeveeve"), parsePageId("eveeveeve"), siteOf("view"));
  await using meeting = new Meeting({ transport: view, role: "view", own: null, isStamped: false });
  meeting.join();
  await expect.poll(() => meeting.remotes.value.length).toBe(1);

  const canvas = document.createElement("canvas");
  const pane = { size: { widthM: 2, heightM: 2 }, lowerEdgeM: 0 };
  using stage = await createStage({ canvas, pane, size: { widthPx: 200, heightPx: 200 } });
  const empty = brightness(stage.readPixels()?.data);
  using ears = new TorchEars({
    isWanted: false,
    isOnByDefault: false,
    eye: () => [0, 1.6, 1.5],
    speakerId: () => "",
  });
  const sources = { sourceOf: async () => ({ kind: "torch" }) as const };
  using looker = new Looker({ meeting, stage, sources, ears });
  network.announceCeremony(ceremony("running"));
  const wire = new TorchWire(site);
  let sentAtMs = 1;
  const said = setInterval(() => wire.sendPose({ ...POSE, sentAtMs: sentAtMs++ }), 30);
  await expect.poll(() => brightness(stage.readPixels()?.data)).toBeGreaterThan(empty * 1.1);

  network.announceCeremony(ceremony("kiss"));
  await expect.poll(() => looker.kiss.value).toMatchObject({ isOn: true });
  network.announceCeremony(ceremony("running", 1.2));
  expect(looker.kiss.value).toEqual({ isOn: false, seconds: 1.2 });

  clearInterval(said);
  // Its fire fades and its smoke goes.
  await expect
    .poll(() => brightness(stage.readPixels()?.data), { timeout: 10_000 })
    .toBeLessThan(empty * 1.02);
});

/** Of all colours, never 0. */
function brightness(data: Uint8ClampedArray = new Uint8ClampedArray()): number {
  let sum = 1;
  for (let i = 0; i < data.length; i++) if (i % 4 < 3) sum += data[i] ?? 0;
  return sum;
}
