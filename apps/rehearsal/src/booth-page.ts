import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import {
  type BoothCalibration,
  DISPLAY_PIXELS,
  pixelRatio,
  storeCalibration,
} from "./booth-calibration.ts";
import { findChromium } from "./chromium.ts";
import { chromiumFlags } from "./chromium-flags.ts";
import type { LedgerView, PageReport, TorchReport } from "@visavis/protocol";
import type { GlassLog } from "./glass-log.ts";
// Says that windows have a `visavis`.
import "./page-api.ts";
import { PageProcesses } from "./page-processes.ts";

export interface BoothOptions {
  /** Without one, Chromium's test pattern, which shows nobody. */
  readonly cameraFile?: string;
  readonly microphoneFile?: string;
  /** Null: a display and a camera that nobody measured. */
  readonly calibration: BoothCalibration | null;
  /** Every request elsewhere is counted as foreign. */
  readonly origin: string;
  /** False: the browser refuses camera and microphone. */
  readonly grantsMedia?: boolean;
  /** Another program in the browser's place, such as one that enters a network namespace first. */
  readonly executable?: string;
  /** Counts an http origin as secure. */
  readonly isOriginTrusted?: boolean;
  /** Otherwise the whole display. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Written down, frame by frame, what its glass shows of the torch. */
  readonly glassLog?: GlassLog;
}

const POLL_MS = 20;

/** One site: a Chromium of its own, showing a calibrated booth. */
export class BoothPage implements AsyncDisposable {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #errors: string[] = [];
  readonly #foreign: string[] = [];

  private constructor(browser: Browser, page: Page, origin: string) {
    this.#browser = browser;
    this.page = page;
    page.on("pageerror", (error) => this.#errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.#errors.push(message.text());
    });
    page.context().on("request", (request) => this.#sawRequest(request.url(), origin));
    page.on("websocket", (socket) => this.#sawRequest(socket.url(), origin));
  }

  static async launch(options: BoothOptions): Promise<BoothPage> {
    const { calibration, origin, grantsMedia = true } = options;
    const browser = await chromium.launch({
      executablePath: options.executable ?? findChromium(),
      args: flagsOf(options),
    });
    const { viewport = DISPLAY_PIXELS } = options;
    const context = await browser.newContext({
      viewport,
      screen: DISPLAY_PIXELS,
      deviceScaleFactor: pixelRatio(),
      permissions: grantsMedia ? ["camera", "microphone"] : [],
    });
    if (calibration) await context.addInitScript(storeCalibration, JSON.stringify(calibration));
    const page = await context.newPage();
    await options.glassLog?.follow(page);
    return new BoothPage(browser, page, origin);
  }

  get errors(): readonly string[] {
    return this.#errors;
  }

  get foreignRequests(): readonly string[] {
    return this.#foreign;
  }

  async open(link: string): Promise<void> {
    await this.page.goto(link, { waitUntil: "commit" });
  }

  /** The page is up and in its room or on its way there. */
  async waitUntilOpen(): Promise<void> {
    await this.page.waitForFunction(() => window.visavis !== undefined);
  }

  async report(): Promise<PageReport | null> {
    return this.page.evaluate(async () => (await window.visavis?.report()) ?? null);
  }

  /** The account of the only remote site; null while there is none. */
  async ledger(): Promise<LedgerView | null> {
    return this.page.evaluate(() => Object.values(window.visavis?.ledger() ?? {})[0] ?? null);
  }

  /** Of the shared object with this name, or of the first; null while the page has none. */
  async torch(object?: string): Promise<TorchReport | null> {
    return this.page.evaluate((name) => window.visavis?.torch(name) ?? null, object);
  }

  /** It is on the glass, not only here by right. */
  async isSolid(object?: string): Promise<boolean> {
    return this.page.evaluate(
      (name) => window.visavis?.torch(name)?.drawn.at(-1)?.isSolid ?? false,
      object,
    );
  }

  /** Gives it or takes it; resolves when that is done, or came to nothing. */
  async passTorch(): Promise<boolean> {
    return this.page.evaluate(async () => (await window.visavis?.passTorch()) ?? false);
  }

  async hasRemoteFrame(): Promise<boolean> {
    return this.page.evaluate(() => window.visavis?.ready ?? false);
  }

  /** The operating system's processes behind this page. */
  async processes(): Promise<PageProcesses> {
    return PageProcesses.of(this.#browser);
  }

  /** The alpha that arrived, as a PNG; null while there is none. */
  async alphaPng(): Promise<Buffer | null> {
    const bytes = await this.page.evaluate(async () => {
      const blob = await window.visavis?.alphaPng();
      return blob ? [...new Uint8Array(await blob.arrayBuffer())] : null;
    });
    return bytes && Buffer.from(bytes);
  }

  /** What the display shows. */
  async glassPng(): Promise<Buffer> {
    return this.page.screenshot({ type: "png", animations: "allow", caret: "initial" });
  }

  /** Resolves with whether it came true in time. */
  async waitFor(isTrue: () => Promise<boolean>, withinMs: number): Promise<boolean> {
    const deadlineMs = performance.now() + withinMs;
    while (performance.now() < deadlineMs) {
      if (await isTrue()) return true;
      await sleep(POLL_MS);
    }
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }

  #sawRequest(url: string, origin: string): void {
    const { protocol, host } = new URL(url);
    const isOnNetwork = /^(https?|wss?):$/.test(protocol);
    if (isOnNetwork && host !== new URL(origin).host) this.#foreign.push(url);
  }
}

function flagsOf({ cameraFile, microphoneFile, origin, ...options }: BoothOptions): string[] {
  return chromiumFlags({
    ...(cameraFile ? { cameraFile } : {}),
    ...(microphoneFile ? { microphoneFile } : {}),
    ...(options.grantsMedia === false ? { grantsMedia: false } : {}),
    ...(options.isOriginTrusted ? { trustedOrigin: origin } : {}),
  });
}
