import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  boothCalibration,
  BoothPage,
  createRoomLink,
  findChromium,
  ServerProcess,
  voiceWav,
} from "@visavis/rehearsal";
import { namespaceOf, Router } from "./router.ts";

const ADDRESSES = { ann: "10.77.0.2", bob: "10.77.0.3", server: "10.77.0.9" } as const;
const PORT = 8080;
const CLIP = fileURLToPath(new URL("../media/dancer-540x960.mjpeg", import.meta.url));
const JOIN_WITHIN_MS = 60_000;

/** Two booths in a room, each in a network namespace of its own, the server in a third. */
export interface Lab extends AsyncDisposable {
  readonly router: Router;
  readonly ann: BoothPage;
  readonly bob: BoothPage;
}

export async function openLab(seed: number): Promise<Lab> {
  await using opening = new AsyncDisposableStack();
  const router = opening.use(await Router.open(ADDRESSES, seed));
  const folder = mkdtempSync(path.join(os.tmpdir(), "visavis-lab-"));
  opening.defer(() => rmSync(folder, { recursive: true, force: true }));
  const microphoneFile = path.join(folder, "voice.wav");
  writeFileSync(microphoneFile, voiceWav());
  const server = opening.use(await openServer());
  const open = async (site: "ann" | "bob"): Promise<BoothPage> =>
    opening.use(
      await BoothPage.launch({
        cameraFile: CLIP,
        microphoneFile,
        calibration: boothCalibration(1.75),
        origin: server.origin,
        isOriginTrusted: true,
        executable: wrapper(folder, site),
      }),
    );
  const [ann, bob] = [await open("ann"), await open("bob")];
  const link = createRoomLink(server.origin, "lab");
  for (const booth of [ann, bob]) await booth.open(link);
  for (const booth of [ann, bob]) {
    const isMet = await booth.waitFor(() => booth.hasRemoteFrame(), JOIN_WITHIN_MS);
    if (!isMet) throw new Error(`the booths did not meet: ${booth.errors.join("; ")}`);
  }
  const opened = opening.move();
  return { router, ann, bob, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

async function openServer(): Promise<ServerProcess> {
  const prefix = ["ip", "netns", "exec", namespaceOf("server")];
  const probe = `fetch("http://${ADDRESSES.server}:${PORT}/readyz").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  const isReady = async (): Promise<boolean> => {
    const [program, ...args] = [...prefix, process.execPath, "-e", probe];
    return promisify(execFile)(program, args).then(
      () => true,
      () => false,
    );
  };
  return ServerProcess.open({ host: ADDRESSES.server, port: PORT, prefix, isReady });
}

/** Playwright speaks to the browser over inherited pipes, which survive the way into a namespace. */
function wrapper(folder: string, site: string): string {
  const file = path.join(folder, site);
  const command = `exec ip netns exec ${namespaceOf(site)} '${findChromium()}' "$@"`;
  writeFileSync(file, `#!/bin/sh\n${command}\n`);
  chmodSync(file, 0o755);
  return file;
}
