import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import {
  boothCalibration,
  type BoothOptions,
  BoothPage,
  createRoomLink,
  ServerProcess,
  voiceWav,
} from "@visavis/rehearsal";

export const DANCER = fileURLToPath(new URL("../media/dancer-540x960.mjpeg", import.meta.url));
export const DESK = fileURLToPath(new URL("../media/desk-640x360.mjpeg", import.meta.url));

const MEET_WITHIN_MS = 40_000;
const CSP_VIOLATION = /content security policy|trusted ?types?|TrustedScriptURL/i;

/** A server, a room in it, and the browsers of the sites that a test brings together. */
export class Place implements AsyncDisposable {
  readonly link: string;
  readonly #server: ServerProcess;
  readonly #stack: AsyncDisposableStack;
  readonly #voice: string;
  readonly #booths: BoothPage[] = [];

  private constructor(server: ServerProcess, stack: AsyncDisposableStack, voice: string) {
    this.#server = server;
    this.#stack = stack;
    this.#voice = voice;
    this.link = createRoomLink(server.origin, "test-room");
  }

  /** @param settings of the server's environment */
  static async open(settings: Readonly<Record<string, string>> = {}): Promise<Place> {
    await using opening = new AsyncDisposableStack();
    const folder = mkdtempSync(path.join(os.tmpdir(), "visavis-e2e-"));
    opening.defer(() => rmSync(folder, { recursive: true, force: true }));
    const voice = path.join(folder, "voice.wav");
    writeFileSync(voice, voiceWav());
    const server = opening.use(await ServerProcess.open({ settings }));
    return new Place(server, opening.move(), voice);
  }

  get origin(): string {
    return this.#server.origin;
  }

  /** A calibrated booth's browser, with the dancer before its camera unless something else is said. */
  async launch(options: Partial<BoothOptions> = {}): Promise<BoothPage> {
    const booth = await BoothPage.launch({
      cameraFile: DANCER,
      microphoneFile: this.#voice,
      calibration: boothCalibration(1.75),
      origin: this.origin,
      ...options,
    });
    this.#booths.push(booth);
    return this.#stack.use(booth);
  }

  /** The server is killed and started again on the same disk. */
  async restart(): Promise<void> {
    await this.#server.restart();
  }

  /** A file that lasts as long as this place. */
  write(name: string, bytes: Buffer): string {
    const file = path.join(path.dirname(this.#voice), name);
    writeFileSync(file, bytes);
    return file;
  }

  /** What no page of ours may ever do: ask another server, or break its own policy. */
  expectGoodConduct(): void {
    for (const { errors, foreignRequests } of this.#booths) {
      expect(foreignRequests).toEqual([]);
      expect(errors.filter((error) => CSP_VIOLATION.test(error))).toEqual([]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** Until each of them shows a frame of the other. */
export async function expectToMeet(...booths: readonly BoothPage[]): Promise<void> {
  for (const booth of booths) {
    const hasMet = await booth.waitFor(() => booth.hasRemoteFrame(), MEET_WITHIN_MS);
    expect(hasMet, `no remote frame; the page said: ${booth.errors.join("; ")}`).toBe(true);
  }
}

export function withQuery(link: string, query: string): string {
  const url = new URL(link);
  url.search = query;
  return url.href;
}
