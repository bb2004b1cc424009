import { kill } from "node:process";
import type { Browser } from "playwright-core";

/** The processes of one browser, to be treated as badly as a busy or broken machine would. */
export class PageProcesses {
  readonly #browser: number;
  readonly #renderers: readonly number[];

  private constructor(browser: number, renderers: readonly number[]) {
    this.#browser = browser;
    this.#renderers = renderers;
  }

  static async of(browser: Browser): Promise<PageProcesses> {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    const idsOf = (wanted: string): number[] =>
      processInfo.filter(({ type }) => type === wanted).map(({ id }) => id);
    return new PageProcesses(idsOf("browser")[0] ?? 0, idsOf("renderer"));
  }

  /** As if the machine had no time for the page: the display goes on showing what it showed. */
  pause(): void {
    for (const id of this.#renderers) signal(id, "SIGSTOP");
  }

  resume(): void {
    for (const id of this.#renderers) signal(id, "SIGCONT");
  }

  /** As if the power went. */
  cutPower(): void {
    if (this.#browser > 1) signal(this.#browser, "SIGKILL");
    for (const id of this.#renderers) signal(id, "SIGKILL");
  }
}

/** A page that is reloaded may have got another process meanwhile. */
function signal(id: number, name: "SIGCONT" | "SIGKILL" | "SIGSTOP"): void {
  try {
    kill(id, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
