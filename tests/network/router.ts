import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/** How a link treats what its site sends; what is left out is perfect. See router.py. */
export interface LinkProfile {
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly isReordering?: boolean;
  readonly loss?: number;
  readonly burst?: number;
  readonly rateKbps?: number;
  readonly queueMs?: number;
  readonly isDown?: boolean;
}

/** Packets that are dropped; what is left out matches all. */
export interface Cut {
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: "icmp" | "tcp" | "udp";
  readonly port?: number;
}

export interface RouterReport {
  readonly links: Readonly<
    Record<
      string,
      { packets: number; bytes: number; lost: number; overflowed: number; cut: number }
    >
  >;
  readonly lateMs: { readonly p50: number; readonly p99: number };
  readonly forwarded: number;
  readonly cpuS: number;
}

type Answer = RouterReport | { readonly done: true } | { readonly ready: true };
type RouterProcess = ChildProcessByStdio<Writable, Readable, null>;

const SCRIPT = fileURLToPath(new URL("./router.py", import.meta.url));
const PREFIX = "visavis";

/** Why this machine cannot run the router; null when it can. */
export function whyNoRouter(): string | null {
  if (process.platform !== "linux") return "network namespaces exist only on Linux";
  if (process.getuid?.() !== 0) return "network namespaces need root";
  if (!existsSync("/dev/net/tun")) return "there is no /dev/net/tun";
  for (const [program, flag] of [
    ["python3", "--version"],
    ["ip", "-V"],
  ] as const) {
    if (spawnSync(program, [flag]).status !== 0) return `${program} is not installed`;
  }
  return null;
}

/** A seeded bad network between namespaces; each site's name is its namespace's, see `namespaceOf`. */
export class Router implements AsyncDisposable {
  readonly #process: RouterProcess;
  readonly #answers: AsyncIterator<string>;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(child: RouterProcess) {
    this.#process = child;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async open(addresses: Readonly<Record<string, string>>, seed: number): Promise<Router> {
    removeLeftovers();
    const sites = Object.entries(addresses).map(([site, ip]) => `${namespaceOf(site)}=${ip}`);
    const child = spawn("python3", [SCRIPT, "--seed", String(seed), ...sites], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const router = new Router(child);
    await router.#read();
    return router;
  }

  /** One site's link, or every link. */
  async setProfile(profile: LinkProfile, site?: string): Promise<void> {
    await this.#ask({ link: site === undefined ? null : namespaceOf(site), profile });
  }

  async setCuts(cuts: readonly Cut[]): Promise<void> {
    const named = cuts.map(({ from, to, ...flow }) => ({
      ...flow,
      ...(from === undefined ? {} : { from: namespaceOf(from) }),
      ...(to === undefined ? {} : { to: namespaceOf(to) }),
    }));
    await this.#ask({ cuts: named });
  }

  async report(): Promise<RouterReport> {
    const answer = await this.#ask({ report: true });
    if (!("links" in answer)) throw new Error("the router gave no report");
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.stdin.end();
    await ended;
  }

  /** One question at a time, because an answer does not say what it answers. */
  async #ask(order: object): Promise<Answer> {
    const answer = this.#queue.then(async () => {
      this.#process.stdin.write(`${JSON.stringify(order)}\n`);
      return this.#read();
    });
    this.#queue = answer.catch(() => null);
    return answer;
  }

  async #read(): Promise<Answer> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error("the router ended; its complaint is above");
    const answer: Answer = JSON.parse(value);
    return answer;
  }
}

/** Named after this process, so that two runs on one machine do not meet. */
export function namespaceOf(site: string): string {
  return `${PREFIX}-${process.pid}-${site}`;
}

/** A router that was killed outright leaves its namespaces behind. */
function removeLeftovers(): void {
  if (!existsSync("/run/netns")) return;
  for (const name of readdirSync("/run/netns")) {
    const [prefix, pid] = name.split("-");
    if (prefix === PREFIX && pid && !existsSync(`/proc/${pid}`)) {
      spawnSync("ip", ["netns", "del", name]);
    }
  }
}
