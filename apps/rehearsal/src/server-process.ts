import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { RehearsalError } from "./rehearsal-error.ts";

const MAIN = fileURLToPath(new URL("../../server/src/main.ts", import.meta.url));
const READY_WITHIN_MS = 20_000;
const MOST_SAID = 20_000;

export interface ServerOptions {
  readonly host?: string;
  /** Otherwise one that is free. */
  readonly port?: number;
  /** Words that stand before the command, such as those that enter a network namespace. */
  readonly prefix?: readonly string[];
  /** How to see that it is up, where this process cannot reach it. */
  readonly isReady?: () => Promise<boolean>;
  /** More of its environment; see its configuration. */
  readonly settings?: Readonly<Record<string, string>>;
}

const HOME = "127.0.0.1";

/** Visavis' own server as a process of its own, with a data folder that goes with it. */
export class ServerProcess implements AsyncDisposable {
  readonly origin: string;
  readonly #start: () => ChildProcess;
  readonly #isReady: () => Promise<boolean>;
  readonly #dataDir: string;
  #process: ChildProcess;
  #said = "";

  private constructor(options: ServerOptions, port: number) {
    const { host = HOME, prefix = [], isReady } = options;
    const origin = `http://${host === HOME ? "localhost" : host}:${port}`;
    const dataDir = mkdtempSync(path.join(os.tmpdir(), "visavis-server-"));
    const [program, ...args] = [...prefix, process.execPath, MAIN];
    const ours = settings({ host, port, dataDir, origin });
    const env = { ...process.env, ...ours, ...options.settings };
    this.origin = origin;
    this.#dataDir = dataDir;
    this.#isReady = isReady ?? (async () => answers(`${origin}/readyz`));
    this.#start = () => spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = this.#listen();
  }

  static async open(options: ServerOptions = {}): Promise<ServerProcess> {
    const server = new ServerProcess(options, options.port ?? (await freePort()));
    try {
      await server.#waitUntilReady();
      return server;
    } catch (cause) {
      await server[Symbol.asyncDispose]();
      const last = server.#said.trim().split("\n").at(-1) ?? "";
      throw new RehearsalError(`The server did not start: ${last || "it said nothing"}`, { cause });
    }
  }

  /** The last of what it wrote: warnings, and why it ended. */
  get said(): string {
    return this.#said;
  }

  /** As if the power went and came back: what is on its disk is all that it knows. */
  async restart(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
    this.#process = this.#listen();
    await this.#waitUntilReady();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, "exit");
      this.#process.kill("SIGTERM");
      const timer = setTimeout(() => this.#process.kill("SIGKILL"), 5000);
      await ended;
      clearTimeout(timer);
    }
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  #listen(): ChildProcess {
    const child = this.#start();
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#said = (this.#said + text).slice(-MOST_SAID);
      });
    }
    return child;
  }

  async #waitUntilReady(): Promise<void> {
    const deadlineMs = performance.now() + READY_WITHIN_MS;
    while (!(await this.#isReady())) {
      if (this.#process.exitCode !== null) throw new Error("it ended");
      if (performance.now() > deadlineMs) throw new Error("it took too long");
      await sleep(50);
    }
  }
}

interface Settings {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly origin: string;
}

function settings({ host, port, dataDir, origin }: Settings): Record<string, string> {
  return {
    HOST: host,
    PORT: String(port),
    HTTPS_PORT: "off",
    METRICS_PORT: "off",
    DATA_DIR: dataDir,
    LOG_LEVEL: "warn",
    // Plain http from another address than this machine's own is refused unless it is listed.
    ALLOWED_ORIGINS: origin,
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, HOME);
  await once(probe, "listening");
  const address = probe.address();
  const port = typeof address === "object" && address ? address.port : 0;
  probe.close();
  await once(probe, "close");
  return port;
}
