import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  type BoothOptions,
  BoothPage,
  createRoomLink,
  GlassLog,
  type PageProcesses,
  ServerProcess,
} from "@visavis/rehearsal";
import { browserIn, openServerIn } from "./namespaced.ts";
import { Relay } from "./relay.ts";
import { type LinkProfile, Router, whyNoRouter } from "./router.ts";

const SERVER = "server";
const OPEN_WITHIN_MS = 60_000;

/** Booths without cameras, for which nothing is drawn but a torch: small, so that many passes fit in an hour. */
const SMALL = { width: 216, height: 384 } as const;

export interface TorchSite {
  readonly name: string;
  readonly booth: BoothPage;
  readonly glass: GlassLog;
  readonly processes: PageProcesses;
}

/** Places with a torch among them, and the network between them. */
export interface TorchLab extends AsyncDisposable {
  readonly sites: readonly TorchSite[];
  /** `relay` leaves the server within reach of everybody, for machines where the router cannot run. */
  readonly network: "router" | "relay";
  readonly server: ServerProcess;
  readonly link: string;
  setProfile(profile: LinkProfile, site?: string): Promise<void>;
}

type Net = Pick<TorchLab, "network" | "server" | "setProfile"> & {
  options(site: string): Partial<BoothOptions>;
  attach(booth: BoothPage, site: string): Promise<void>;
};

export interface TorchLabOptions {
  readonly sites: readonly string[];
  readonly seed: number;
  /** How long each page waits between passes; null: it passes only when it is told to. */
  readonly paceMs: number | null;
  /** No network of its own between them. */
  readonly isPlain?: boolean;
  /** Before a booth is opened. */
  readonly prepare?: (booth: BoothPage, site: string) => Promise<void>;
}

export async function openTorchLab(options: TorchLabOptions): Promise<TorchLab> {
  const { sites: names, seed, paceMs, isPlain = false } = options;
  await using opening = new AsyncDisposableStack();
  const folder = mkdtempSync(path.join(os.tmpdir(), "visavis-torch-"));
  opening.defer(() => rmSync(folder, { recursive: true, force: true }));
  const hasRouter =
    whyNoRouter() === null && process.env["VISAVIS_NETWORK"] !== "relay" && !isPlain;
  const net = await (hasRouter
    ? routed(names, seed, folder, opening)
    : relayed(names, seed, opening));
  const { origin } = net.server;
  const link = new URL(createRoomLink(origin, "torch-lab"));
  link.search = "mode=black&torch";
  const sites: TorchSite[] = [];
  for (const name of names) {
    const glass = new GlassLog();
    const base = {
      calibration: null,
      grantsMedia: false,
      viewport: SMALL,
      origin,
      glassLog: glass,
    };
    const booth = opening.use(await BoothPage.launch({ ...base, ...net.options(name) }));
    if (!isPlain) await net.attach(booth, name);
    await options.prepare?.(booth, name);
    if (paceMs !== null) await booth.page.addInitScript(passForEver, paceMs);
    await booth.open(link.href);
    sites.push({ name, booth, glass, processes: await booth.processes() });
  }
  const isDrawn = async (): Promise<boolean> =>
    Promise.resolve(sites.some(({ glass }) => glass.last?.isSolid));
  const hasTorch = await sites[0]?.booth.waitFor(isDrawn, OPEN_WITHIN_MS);
  if (!hasTorch) {
    const errors = sites.flatMap(({ booth }) => booth.errors);
    throw new Error(`no torch was lit: ${errors.join("; ")}`);
  }
  const opened = opening.move();
  const { network, server, setProfile } = net;
  const dispose = async (): Promise<void> => opened.disposeAsync();
  const lab = { sites, network, server, link: link.href, setProfile };
  return { ...lab, [Symbol.asyncDispose]: dispose };
}

/** Who has it on the glass. What pages tell comes late: of two, the later holding counts. */
export function holderIn({ sites }: Pick<TorchLab, "sites">): TorchSite | null {
  const holders = sites.filter(({ glass }) => isShown(glass));
  return holders.reduce<TorchSite | null>(
    (best, site) => (best && !isLater(site.glass, best.glass) ? best : site),
    null,
  );
}

function isLater({ last: a }: GlassLog, { last: b }: GlassLog): boolean {
  if (!a || !b) return a !== null;
  return a.term > b.term || (a.term === b.term && a.seq > b.seq);
}

/**
 * Gives it from whoever has it to whoever takes it, as a key press does; resolves when it was drawn
 * there, and when the giver's page has told of its first frame without it.
 */
export async function passOn(
  lab: Pick<TorchLab, "sites">,
  withinMs = 15_000,
): Promise<TorchSite | null> {
  const giver = holderIn(lab);
  if (!giver) return null;
  const others = lab.sites.filter((site) => site !== giver && isThere(site));
  for (const { booth } of [...others, giver]) void pressKey(booth);
  const taker = (): TorchSite | null => {
    const holder = holderIn(lab);
    return holder === giver ? null : holder;
  };
  const isOver = (): boolean => taker() !== null && !isShown(giver.glass);
  await giver.booth.waitFor(async () => Promise.resolve(isOver()), withinMs);
  return taker();
}

/** A page that goes away meanwhile says no more about it. */
async function pressKey(booth: BoothPage): Promise<boolean> {
  return booth.passTorch().catch(() => false);
}

function isThere({ glass }: TorchSite): boolean {
  return glass.lives.at(-1)?.endedAtMs === null;
}

function isShown(glass: GlassLog): boolean {
  const life = glass.lives.at(-1);
  return life?.endedAtMs === null && life.frames.at(-1)?.isSolid === true;
}

/** Runs in the page: gives the torch when it is here and takes it when it is not, as the key T does. */
function passForEver(paceMs: number): void {
  if (!location.host) return;
  const sleep = async (ms = paceMs): Promise<boolean> =>
    new Promise((resolve) => setTimeout(() => resolve(false), ms));
  const go = async (): Promise<void> => {
    await Promise.race([window.visavis?.passTorch(), sleep(700)]);
    await sleep();
    return go();
  };
  void go();
}

async function routed(
  names: readonly string[],
  seed: number,
  folder: string,
  opening: AsyncDisposableStack,
): Promise<Net> {
  const places = [...names, SERVER].map((name, i) => [name, `10.77.1.${i + 2}`] as const);
  const addresses = Object.fromEntries(places);
  const router = opening.use(await Router.open(addresses, seed));
  const server = opening.use(await openServerIn(SERVER, addresses[SERVER] ?? ""));
  return {
    network: "router",
    server,
    setProfile: async (profile, site) => {
      for (const name of site === undefined ? names : [site]) {
        await router.setProfile(profile, name);
      }
    },
    options: (site) => ({ executable: browserIn(site, folder), isOriginTrusted: true }),
    attach: async () => Promise.resolve(),
  };
}

async function relayed(
  names: readonly string[],
  seed: number,
  opening: AsyncDisposableStack,
): Promise<Net> {
  const relay = opening.use(new Relay(names, seed));
  const server = opening.use(await ServerProcess.open());
  return {
    network: "relay",
    server,
    setProfile: async (profile, site) => {
      relay.setProfile(profile, site);
      return Promise.resolve();
    },
    options: () => ({}),
    attach: async ({ page }, site) => {
      const [other, ...more] = names.filter((name) => name !== site);
      // It knows no more than two; three sites meet without it.
      if (other && more.length === 0) await relay.attach(page, site, other);
    },
  };
}
