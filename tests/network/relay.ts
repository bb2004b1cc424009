import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { seeded } from "@visavis/protocol";
import type { Page, WebSocketRoute } from "playwright-core";
import { Link } from "./link.ts";
import type { LinkProfile } from "./router.ts";

// candidate:FOUNDATION COMPONENT udp PRIORITY ADDRESS PORT typ …
const UDP_CANDIDATE = /^(candidate:\S+ \d+ udp \d+ )(\S+) (\d+)( .*)$/i;

interface Sites {
  readonly site: string;
  readonly otherSite: string;
}

interface Address {
  readonly address: string;
  readonly port: number;
}

/**
 * A bad network without root, on any system: media goes through UDP sockets of this process, because
 * the candidates that pages tell each other are rewritten to them. It is less exact than the router:
 * signalling is untouched, and timers of a busy process may be late by tens of milliseconds.
 */
export class Relay implements AsyncDisposable {
  readonly #links = new Map<string, Link>();
  readonly #sockets: Socket[] = [];
  readonly #ways = new Map<string, Promise<Socket>>();

  constructor(sites: readonly string[], seed: number) {
    for (const [i, site] of sites.entries()) {
      this.#links.set(site, new Link(seeded(seed * 1000 + i)));
    }
  }

  setProfile(profile: LinkProfile, site?: string): void {
    for (const [name, link] of this.#links) {
      if (site === undefined || site === name) link.profile = profile;
    }
  }

  /** Rewrites what this site's page tells the other one; before the page is opened. */
  async attach(page: Page, site: string, otherSite: string): Promise<void> {
    await page.routeWebSocket(/\/signal/, (socket) => {
      const server = socket.connectToServer();
      let sent: Promise<void> = Promise.resolve();
      socket.onMessage((message) => {
        const told = this.rewritten(message.toString(), site, otherSite);
        sent = sendInTurn(server, told, sent);
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    return Promise.resolve();
  }

  /** What `site` says through the server, with doors of ours in place of its own candidates. */
  async rewritten(text: string, site: string, otherSite: string): Promise<string | null> {
    const value: SignalShape = JSON.parse(text);
    if (value.type === "describe" && value.description) {
      value.description.sdp = value.description.sdp.replaceAll(/a=candidate:.*\r?\n/g, "");
      return JSON.stringify(value);
    }
    const candidate = value.type === "candidate" ? value.candidate : null;
    if (!candidate?.candidate) return text;
    const [, head = "", address, port, tail = ""] = UDP_CANDIDATE.exec(candidate.candidate) ?? [];
    // A way over TCP would pass by the relay: it is not told.
    if (!address) return null;
    const target = { address, port: Number(port) };
    const door = await this.#way(`${address}:${port}`, (socket) =>
      this.#doorway(socket, target, { site, otherSite }),
    );
    candidate.candidate = `${head}${address} ${door.address().port}${tail}`;
    return JSON.stringify(value);
  }

  /**
   * What comes in at a site's door goes on to the site, from a socket that stands for the sender;
   * what the site answers there goes back out at the door.
   */
  #doorway(door: Socket, target: Address, { site, otherSite }: Sites): void {
    door.on("message", (packet, from) => {
      const back = this.#way(key(target, from), (socket) =>
        socket.on("message", (answer) => this.#pass([site, otherSite], answer, door, from)),
      );
      void back.then((socket) => this.#pass([otherSite, site], packet, socket, target));
    });
  }

  #pass([from, to]: readonly [string, string], packet: Buffer, out: Socket, at: Address): void {
    if (this.#links.get(to)?.profile.isDown) return;
    const nowMs = performance.now();
    const leavesMs = this.#links.get(from)?.departureMs(nowMs, packet.length) ?? null;
    if (leavesMs === null) return;
    const send = (): void => out.send(packet, at.port, at.address, () => undefined);
    if (leavesMs <= nowMs) send();
    else setTimeout(send, leavesMs - nowMs);
  }

  async #way(name: string, prepare: (socket: Socket) => void): Promise<Socket> {
    const known = this.#ways.get(name);
    if (known) return known;
    const opened = new Promise<Socket>((resolve) => {
      const socket = createSocket("udp4");
      this.#sockets.push(socket);
      prepare(socket);
      socket.bind(0, () => resolve(socket));
    });
    this.#ways.set(name, opened);
    return opened;
  }
}

/** Finding a door takes time, and messages must not overtake each other meanwhile. */
async function sendInTurn(
  server: WebSocketRoute,
  told: Promise<string | null>,
  before: Promise<void>,
): Promise<void> {
  await before;
  const text = await told;
  if (text !== null) server.send(text);
}

interface SignalShape {
  type: string;
  description?: { sdp: string };
  candidate?: { candidate: string } | null;
}

function key(target: Address, from: RemoteInfo): string {
  return `${from.address}:${from.port} to ${target.address}:${target.port}`;
}
