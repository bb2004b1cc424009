import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  boothCalibration,
  type BoothOptions,
  BoothPage,
  createRoomLink,
  ServerProcess,
  voiceWav,
} from "@visavis/rehearsal";
import { browserIn, openServerIn } from "./namespaced.ts";
import { Relay } from "./relay.ts";
import { type LinkProfile, Router, whyNoRouter } from "./router.ts";

const ADDRESSES = { ann: "10.77.0.2", bob: "10.77.0.3", server: "10.77.0.9" } as const;
const CLIP = fileURLToPath(new URL("../media/dancer-540x960.mjpeg", import.meta.url));
const JOIN_WITHIN_MS = 60_000;

type Site = "ann" | "bob";

/** Two booths in a room, and the network between them. */
export interface Lab extends AsyncDisposable {
  readonly ann: BoothPage;
  readonly bob: BoothPage;
  /** `relay` is the less exact one, for machines where the router cannot run. */
  readonly network: "router" | "relay";
  setProfile(profile: LinkProfile, site: Site): Promise<void>;
}

type Opening = AsyncDisposableStack;

export async function openLab(seed: number): Promise<Lab> {
  await using opening = new AsyncDisposableStack();
  const hasRouter = whyNoRouter() === null && process.env["VISAVIS_NETWORK"] !== "relay";
  const { ann, bob, server, setProfile } = await (hasRouter ? openRouted : openRelayed)(
    opening,
    seed,
  );
  const link = createRoomLink(server.origin, "lab");
  for (const booth of [ann, bob]) await booth.open(link);
  for (const booth of [ann, bob]) {
    const isMet = await booth.waitFor(() => booth.hasRemoteFrame(), JOIN_WITHIN_MS);
    if (!isMet) throw new Error(`the booths did not meet: ${booth.errors.join("; ")}`);
  }
  const opened = opening.move();
  return {
    ann,
    bob,
    network: hasRouter ? "router" : "relay",
    setProfile,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

interface Sites extends Pick<Lab, "ann" | "bob" | "setProfile"> {
  readonly server: ServerProcess;
}

/** Each booth in a network namespace of its own, the server in a third. */
async function openRouted(opening: Opening, seed: number): Promise<Sites> {
  const router = opening.use(await Router.open(ADDRESSES, seed));
  const folder = temporaryFolder(opening);
  const server = opening.use(await openServerIn("server", ADDRESSES.server));
  const options = { ...boothOptions(folder, server.origin), isOriginTrusted: true };
  const open = async (site: Site): Promise<BoothPage> =>
    opening.use(await BoothPage.launch({ ...options, executable: browserIn(site, folder) }));
  return {
    ann: await open("ann"),
    bob: await open("bob"),
    server,
    setProfile: (profile, site) => router.setProfile(profile, site),
  };
}

async function openRelayed(opening: Opening, seed: number): Promise<Sites> {
  const relay = opening.use(new Relay(["ann", "bob"], seed));
  const server = opening.use(await ServerProcess.open());
  const options = boothOptions(temporaryFolder(opening), server.origin);
  const open = async (site: Site, otherSite: Site): Promise<BoothPage> => {
    const booth = opening.use(await BoothPage.launch(options));
    await relay.attach(booth.page, site, otherSite);
    return booth;
  };
  return {
    ann: await open("ann", "bob"),
    bob: await open("bob", "ann"),
    server,
    setProfile: async (profile, site) => {
      relay.setProfile(profile, site);
      return Promise.resolve();
    },
  };
}

function boothOptions(folder: string, origin: string): BoothOptions {
  const microphoneFile = path.join(folder, "voice.wav");
  writeFileSync(microphoneFile, voiceWav());
  return { cameraFile: CLIP, microphoneFile, calibration: boothCalibration(1.75), origin };
}

function temporaryFolder(opening: Opening): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "visavis-lab-"));
  opening.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
