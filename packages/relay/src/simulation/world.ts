import { parsePeerId, type PeerId, type Random, seeded } from "@visavis/protocol";
import { type KeeperEvent, newKeeper, stepKeeper } from "../keeper.ts";
import type { KeeperRules } from "../keeper-rules.ts";
import type { KeeperRecord, KeeperState } from "../keeper-state.ts";
import type { RelayMessage } from "../relay-message.ts";
import { isSolid, type SiteEvent, stepSite } from "../site.ts";
import { type SiteRules, siteRules } from "../site-rules.ts";
import { batonOf, newSite, type Outgoing, type SiteState } from "../site-state.ts";
import { EventQueue } from "./event-queue.ts";
import { wishOf } from "./person.ts";
import { waitMs } from "./random.ts";

const OBJECT = "torch";
const FRAME_MS = 33;

export interface WorldOptions {
  readonly seed: number;
  readonly siteCount: number;
  /** Share of messages lost, and of those that arrive twice. */
  readonly loss: number;
  readonly duplication: number;
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Clocks run fast or slow by up to this share. */
  readonly drift: number;
  /** Mean times between faults of each kind; Infinity for never. */
  readonly crashEveryMs: number;
  readonly pauseEveryMs: number;
  readonly cutEveryMs: number;
  readonly keeperCrashEveryMs: number;
  readonly recallEveryMs: number;
  readonly siteRules?: SiteRules;
  readonly keeperRules?: KeeperRules;
  /** A page that comes back from memory with what it held: one of the broken variants. */
  readonly resumesStale?: boolean;
  /** False: what must wait for a drawn frame is said at once; another of them. */
  readonly waitsForGlass?: boolean;
}

interface SimulatedSite {
  readonly peer: PeerId;
  readonly offsetMs: number;
  readonly rate: number;
  life: number;
  state: SiteState | null;
  pausedUntilMs: number;
  cutUntilMs: number;
  readonly waiting: { from: PeerId | "keeper"; message: RelayMessage }[];
  /** Whether the frame that stands on its glass shows the object. */
  hasItOnGlass: boolean;
  drawnAtMs: number;
  /** Said once a frame without the object has been drawn. */
  readonly untilDrawn: Map<RelayMessage["type"], Outgoing>;
}

const AFTER_DRAW: ReadonlySet<RelayMessage["type"]> = new Set(["commit", "revoked", "transfer"]);

type Happening =
  | { readonly type: "frame"; readonly site: number }
  | { readonly type: "keeper-tick" }
  | { readonly type: "fault"; readonly kind: Fault }
  | { readonly type: "restart"; readonly site: number }
  | {
      readonly type: "arrival";
      readonly from: PeerId | "keeper";
      readonly to: PeerId | "keeper";
      readonly message: RelayMessage;
    };
type Fault = "crash" | "pause" | "cut" | "keeper-crash" | "recall";

export interface Violation {
  readonly atMs: number;
  readonly step: number;
  readonly what: string;
}

/** Sites, a keeper and a bad network in one deterministic timeline. A seed replays a run exactly. */
export class World {
  readonly #options: WorldOptions;
  readonly #random: Random;
  readonly #queue = new EventQueue<Happening>();
  readonly #sites: SimulatedSite[];
  #keeper: KeeperState;
  #disk: Map<string, KeeperRecord> = new Map();
  #nowMs = 0;
  #steps = 0;
  #recalls = 0;
  #isFaulty = true;
  #violation: Violation | null = null;
  passes = 0;
  mints = 0;
  readonly tally: Record<Fault | "lost" | "lost-disk" | "twice", number> = {
    crash: 0,
    cut: 0,
    "keeper-crash": 0,
    lost: 0,
    "lost-disk": 0,
    pause: 0,
    recall: 0,
    twice: 0,
  };

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
    this.#keeper = newKeeper(
      { records: [], bootEpochMs: 1, nowMs: 0, isFirstStart: true },
      options.keeperRules,
    );
    this.#sites = Array.from({ length: options.siteCount }, (_, i) => this.#newSite(i));
    this.#sites.forEach((_, i) => this.#queue.put(i, { type: "frame", site: i }));
    this.#atKeeper({ type: "created", object: OBJECT, heir: this.#sites[0]?.peer ?? null });
    this.#queue.put(0, { type: "keeper-tick" });
    for (const [kind, meanMs] of this.#faultMeans()) this.#schedule(kind, meanMs);
  }

  get violation(): Violation | null {
    return this.#violation;
  }

  get steps(): number {
    return this.#steps;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Who shows a solid object now. */
  get solid(): PeerId[] {
    return this.#sites.filter((site) => this.#shows(site)).map(({ peer }) => peer);
  }

  /** Runs `steps` events, or until two sites show it at once. */
  run(steps: number): void {
    for (let i = 0; i < steps && !this.#violation; i++) this.#next();
  }

  /** Stops all faults, mends what is broken, and runs for this long. */
  calm(forMs: number): void {
    this.#isFaulty = false;
    const untilMs = this.#nowMs + forMs;
    for (const site of this.#sites) {
      site.pausedUntilMs = 0;
      site.cutUntilMs = 0;
    }
    while (this.#nowMs < untilMs && !this.#violation) this.#next();
  }

  #newSite(index: number): SimulatedSite {
    const { drift } = this.#options;
    const peer = parsePeerId(`site000${index}`);
    return {
      peer,
      offsetMs: this.#random() * 1e6,
      rate: 1 + (2 * this.#random() - 1) * drift,
      life: 0,
      state: newSite(peer, incarnation(index, 0)),
      pausedUntilMs: 0,
      cutUntilMs: 0,
      waiting: [],
      hasItOnGlass: false,
      drawnAtMs: 0,
      untilDrawn: new Map(),
    };
  }

  #clock(site: SimulatedSite): number {
    return site.offsetMs + this.#nowMs * site.rate;
  }

  #shows(site: SimulatedSite): boolean {
    if (!site.state || site.pausedUntilMs > this.#nowMs) return false;
    return isSolid(site.state, OBJECT, this.#clock(site), this.#options.siteRules ?? siteRules);
  }

  /** What a stopped page's display keeps, until the page draws again, is no frame that it draws. */
  #hasItOnGlass(site: SimulatedSite): boolean {
    return site.hasItOnGlass && site.pausedUntilMs <= site.drawnAtMs;
  }

  #faultMeans(): [Fault, number][] {
    const options = this.#options;
    return [
      ["crash", options.crashEveryMs],
      ["pause", options.pauseEveryMs],
      ["cut", options.cutEveryMs],
      ["keeper-crash", options.keeperCrashEveryMs],
      ["recall", options.recallEveryMs],
    ];
  }

  #schedule(kind: Fault, meanMs: number): void {
    if (!Number.isFinite(meanMs)) return;
    this.#queue.put(this.#nowMs + waitMs(this.#random, meanMs), { type: "fault", kind });
  }

  #next(): void {
    const next = this.#queue.take();
    if (!next) return;
    this.#nowMs = next.atMs;
    this.#steps++;
    const before = this.solid;
    this.#happen(next.value);
    const after = this.solid;
    const onGlass = this.#sites.filter((site) => this.#hasItOnGlass(site));
    if (after.length > 1 || onGlass.length > 1) {
      const who = after.length > 1 ? after : onGlass.map(({ peer }) => peer);
      const what = `${who.join(" and ")} both show it after ${JSON.stringify(next.value)}`;
      this.#violation = { atMs: this.#nowMs, step: this.#steps, what };
    }
    if (after[0] && after[0] !== before[0]) this.passes++;
  }

  #happen(event: Happening): void {
    switch (event.type) {
      case "frame":
        return this.#frame(event.site);
      case "keeper-tick":
        this.#atKeeper({ type: "tick" });
        this.#queue.put(this.#nowMs + FRAME_MS, { type: "keeper-tick" });
        return;
      case "restart":
        return this.#restart(event.site);
      case "fault":
        return this.#fault(event.kind);
      case "arrival":
        return this.#arrive(event);
    }
  }

  #frame(index: number): void {
    const site = this.#sites[index];
    if (!site) return;
    this.#queue.put(this.#nowMs + FRAME_MS * (0.8 + 0.4 * this.#random()), {
      type: "frame",
      site: index,
    });
    if (!site.state || site.pausedUntilMs > this.#nowMs) return;
    for (const { from, message } of site.waiting.splice(0)) {
      this.#atSite(site, { type: "received", from, message });
    }
    this.#atSite(site, { type: "tick", isRendering: true });
    const others = this.#sites.filter((other) => other !== site).map(({ peer }) => peer);
    const wish = wishOf(batonOf(site.state, OBJECT), others, OBJECT, this.#random);
    if (wish) this.#atSite(site, wish);
    this.#draw(site);
  }

  #draw(site: SimulatedSite): void {
    site.drawnAtMs = this.#nowMs;
    site.hasItOnGlass = this.#shows(site);
    if (site.hasItOnGlass) return;
    for (const { to, message } of site.untilDrawn.values()) {
      if (to !== "everyone") this.#send(site.peer, to, message);
    }
    site.untilDrawn.clear();
  }

  #restart(index: number): void {
    const site = this.#sites[index];
    if (!site || site.state) return;
    site.life++;
    site.state = newSite(site.peer, incarnation(index, site.life));
  }

  #fault(kind: Fault): void {
    const meanMs = this.#faultMeans().find(([name]) => name === kind)?.[1] ?? Infinity;
    if (!this.#isFaulty) return;
    this.#schedule(kind, meanMs);
    const index = Math.floor(this.#random() * this.#sites.length);
    const site = this.#sites[index];
    if (!site) return;
    this.tally[kind]++;
    switch (kind) {
      case "crash":
        if (this.#options.resumesStale && site.state) return this.#resumeStale(site, index);
        site.state = null;
        site.waiting.length = 0;
        site.hasItOnGlass = false;
        site.untilDrawn.clear();
        this.#queue.put(this.#nowMs + this.#random() * 3000, { type: "restart", site: index });
        return;
      case "pause":
        site.pausedUntilMs = this.#nowMs + waitMs(this.#random, 4000);
        return;
      case "cut":
        site.cutUntilMs = this.#nowMs + waitMs(this.#random, 6000);
        return;
      case "recall":
        return this.#recall(site.peer);
      case "keeper-crash":
        return this.#restartKeeper();
    }
  }

  /** Every fourth time it is put away and brought out again instead. */
  #recall(heir: PeerId): void {
    if (this.#recalls++ % 4 < 3) return this.#atKeeper({ type: "recalled", object: OBJECT, heir });
    this.#atKeeper({ type: "withdrawn", object: OBJECT });
    this.#atKeeper({ type: "created", object: OBJECT, heir });
  }

  #resumeStale(site: SimulatedSite, index: number): void {
    if (!site.state) return;
    const { batons } = site.state;
    const back = [...batons].map(([name, baton]) => {
      const role = baton.role === "passed" || baton.role === "held" ? "held" : "none";
      return [name, { ...baton, role, pending: null, isClosed: false }] as const;
    });
    site.life++;
    site.state = { ...newSite(site.peer, incarnation(index, site.life)), batons: new Map(back) };
  }

  #restartKeeper(): void {
    const isDiskLost = this.#random() < 0.1;
    const records = isDiskLost ? [] : [...this.#disk.values()];
    this.#keeper = newKeeper(
      { records, bootEpochMs: Math.ceil(1e6 + this.#nowMs), nowMs: this.#nowMs },
      this.#options.keeperRules,
    );
    if (isDiskLost) {
      this.tally["lost-disk"]++;
      this.#disk = new Map();
      this.#atKeeper({ type: "created", object: OBJECT, heir: null });
    }
  }

  #atSite(site: SimulatedSite, event: SiteEvent): void {
    if (!site.state) return;
    const { state, send } = stepSite(site.state, event, this.#clock(site), this.#options.siteRules);
    site.state = state;
    const waits = site.hasItOnGlass && this.#options.waitsForGlass !== false;
    for (const outgoing of send) {
      const { to, message } = outgoing;
      if (waits && AFTER_DRAW.has(message.type)) site.untilDrawn.set(message.type, outgoing);
      else if (to !== "everyone") this.#send(site.peer, to, message);
    }
  }

  #atKeeper(event: KeeperEvent): void {
    const step = stepKeeper(this.#keeper, event, this.#nowMs, this.#options.keeperRules);
    this.#keeper = step.state;
    for (const record of step.persist) {
      const term = this.#disk.get(record.object)?.term ?? 0;
      if (record.term > term) this.mints++;
      this.#disk.set(record.object, record);
    }
    for (const { to, message } of step.send) {
      const peers = to === "everyone" ? this.#sites.map(({ peer }) => peer) : [to];
      for (const peer of peers) this.#send("keeper", peer, message);
    }
  }

  #send(from: PeerId | "keeper", to: PeerId | "keeper", message: RelayMessage): void {
    const { loss, duplication, delayMs, jitterMs } = this.#options;
    const copies = this.#random() < duplication ? 2 : 1;
    if (copies > 1) this.tally.twice++;
    for (let i = 0; i < copies; i++) {
      if (this.#isFaulty && this.#random() < loss) {
        this.tally.lost++;
        continue;
      }
      const atMs = this.#nowMs + delayMs + this.#random() * jitterMs;
      this.#queue.put(atMs, { type: "arrival", from, to, message });
    }
  }

  #arrive({ from, to, message }: Extract<Happening, { type: "arrival" }>): void {
    const isCut = (peer: PeerId | "keeper"): boolean =>
      this.#sites.some((site) => site.peer === peer && site.cutUntilMs > this.#nowMs);
    if (isCut(from) || isCut(to)) return;
    if (to === "keeper") {
      if (from !== "keeper") this.#atKeeper({ type: "received", from, message });
      return;
    }
    const site = this.#sites.find(({ peer }) => peer === to);
    if (!site?.state) return;
    // A stopped page gets what was sent to it when it goes on.
    if (site.pausedUntilMs > this.#nowMs) site.waiting.push({ from, message });
    else this.#atSite(site, { type: "received", from, message });
  }
}

function incarnation(index: number, life: number): string {
  return `life${index}${String(life).padStart(7, "0")}`;
}
