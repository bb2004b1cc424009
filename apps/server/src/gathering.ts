import {
  type CeremonyNews,
  type CeremonyRequest,
  type Coordinates,
  isSite,
  type PeerId,
  type RoomId,
  type ServerMessage,
  VisavisError,
} from "@visavis/protocol";
import type { KeeperRecord } from "@visavis/relay";
import type { Logger } from "pino";
import { CeremonyHost, type OperatorRequest } from "./ceremony/ceremony-host.ts";
import type { PicturePermits } from "./ceremony/picture-permits.ts";
import { FORGET_MS, KeeperHost } from "./keeper/keeper-host.ts";
import { Suspicions } from "./keeper/suspicions.ts";
import { roomTag } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Party } from "./records/ceremony-records.ts";
import type { Records } from "./records/records.ts";
import { type Link, Room } from "./room.ts";
import type { SeatCaps } from "./seats.ts";

/** Passes that were made between two words to the keeper, at most; more is not believed in a figure. */
const MOST_PASSES_AT_ONCE = 20;
const MOST_PARTIES = 256;

export interface GatheringParts {
  readonly caps: SeatCaps;
  readonly records: Records;
  readonly permits: PicturePermits;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** See `KeeperPorts`. */
  readonly leasesUntilMs: number;
  readonly steadyMs: () => number;
  readonly wallMs: () => number;
}

/** A room, with the keeper of what is handed around in it and the ceremony that is held in it. */
export class Gathering {
  readonly room: Room;
  readonly #id: RoomId;
  readonly #parts: GatheringParts;
  readonly #keeper: KeeperHost;
  readonly #ceremony: CeremonyHost;
  readonly #suspicions = new Suspicions();
  /** Removed pages may draw until their leases are over. */
  readonly #removed = new Map<PeerId, number>();
  /** Everybody who was here: a record names people who have left since. */
  readonly #parties = new Map<PeerId, Party>();
  #hasFailed = false;

  constructor(id: RoomId, parts: GatheringParts) {
    const { caps, records, steadyMs, wallMs, leasesUntilMs } = parts;
    this.#id = id;
    this.#parts = parts;
    this.room = new Room(caps, {
      left: (peer, isPolite) => this.#left(peer, isPolite),
    });
    this.#keeper = new KeeperHost({
      store: records.keeperStore(id),
      steadyMs,
      wallMs,
      leasesUntilMs,
      send: (to, text) => this.#say(to, { type: "relay", from: "keeper", message: text }),
      changed: (before, now) => this.#heldChanged(before, now),
      suspected: (peer, what) => this.#suspect(peer, what),
      stopped: (error) => {
        const reason = String(error);
        parts.log.error({ reason, room: roomTag(id) }, "the disk refuses: the torch stops");
      },
    });
    this.#ceremony = new CeremonyHost({
      room: id,
      records: records.ceremonies,
      wallMs,
      held: () => this.#keeper.records,
      keep: (event) => this.#keeper.step(event),
      partyOf: (peer) => this.#partyOf(peer),
      changed: () => this.#tellState(),
      failed: (error) => this.#failed(error),
    });
    this.#ceremony.resume();
  }

  /** Nothing of it would be missed. */
  get isOver(): boolean {
    return this.room.isEmpty && this.#keeper.isOver && !this.#ceremony.isCountingDown;
  }

  /** After its welcome a page is told what is going on. */
  entered(peer: PeerId): void {
    this.#partyOf(peer);
    this.#keeper.greet(peer);
    if (this.#ceremony.state.objects.length > 0) this.#tellState(peer);
  }

  /** From a page's socket: to the keeper, or to another site by way of here. */
  relay(peer: PeerId, link: Link, to: PeerId | "keeper", text: string): void {
    const role = this.room.roleOf(peer, link);
    if (!role) return;
    if (!isSite(role)) throw new VisavisError("message-invalid", "not a site");
    if (to !== "keeper") this.room.relayText(peer, to, text);
    else if (!this.#keeper.receive(peer, text)) this.#parts.metrics.relay.inc({ what: "bad" });
  }

  /** Said more than a page of ours ever says. */
  flooded(peer: PeerId): void {
    this.#parts.metrics.relay.inc({ what: "flood" });
    this.#suspect(peer, "flood");
  }

  request(peer: PeerId, link: Link, message: CeremonyRequest): void {
    const role = this.room.roleOf(peer, link);
    if (!role) return;
    switch (message.type) {
      case "kiss-started":
      case "kiss-ended":
      case "passed":
        demand(isSite(role));
        return this.#ceremony.report(peer, message);
      case "picture-permit":
        demand(isSite(role));
        return this.#permit(peer, link);
      case "light":
        demand(isSite(role));
        return this.#light(message.objects);
      case "health":
        demand(isSite(role));
        return this.#tellOperators({ type: "health", peer, health: message.health });
      default:
        demand(role === "operator");
        this.#order(peer, message);
    }
  }

  pictureAdded(): void {
    this.#ceremony.pictureAdded();
  }

  /** About once a second. */
  sweep(): void {
    const { steadyMs, wallMs } = this.#parts;
    this.room.expire(wallMs());
    this.#keeper.sweep();
    this.#ceremony.tick();
    for (const [peer, atMs] of this.#removed) {
      if (steadyMs() - atMs < FORGET_MS) continue;
      this.#removed.delete(peer);
      this.#keeper.step({ type: "left", peer, isPolite: true });
    }
  }

  close(): void {
    this.#ceremony.close();
    this.#keeper.close();
  }

  #left(peer: PeerId, isPolite: boolean): void {
    this.#keeper.step({ type: "left", peer, isPolite });
    if (!isPolite) this.#removed.set(peer, this.#parts.steadyMs());
  }

  #order(
    operator: PeerId,
    message: Extract<CeremonyRequest, { type: "locate" | "remove" }> | OperatorRequest,
  ): void {
    switch (message.type) {
      case "locate":
        return this.#locate(message.peer, message.coordinates);
      case "remove":
        return this.#remove(message.peer, operator);
      default:
        this.#ceremony.request(message);
    }
  }

  #locate(peer: PeerId, coordinates: Coordinates | null): void {
    this.room.locate(peer, coordinates);
    this.#partyOf(peer);
  }

  /** Where somebody runs the show, or one is on, nobody else begins one. */
  #light(objects: Extract<CeremonyRequest, { type: "light" }>["objects"]): void {
    const isRun = this.room.peers.some(({ site }) => site.role === "operator");
    if (isRun || this.#ceremony.state.objects.length > 0) return;
    this.#ceremony.request({ type: "prepare", title: "", objects, order: [] });
    this.#ceremony.request({ type: "start", inMs: 0 });
  }

  #tellOperators(message: CeremonyNews): void {
    for (const { peer, site } of this.room.peers) {
      if (site.role === "operator") this.#say(peer, { type: "ceremony", message });
    }
  }

  /** For people to decide; see RELAY-26. */
  #remove(peer: PeerId, operator: PeerId): void {
    const { log, metrics } = this.#parts;
    if (peer === operator || !this.room.remove(peer)) return;
    log.warn({ room: roomTag(this.#id), peer, operator }, "an operator removed a page");
    metrics.relay.inc({ what: "removed" });
    this.#suspicions.forget(peer);
    this.#tellState();
  }

  #permit(peer: PeerId, link: Link): void {
    const { kept, state } = this.#ceremony;
    const isWanted = state.wantsPicture && !state.hasPicture && state.startedAtMs !== null;
    const permit =
      kept && isWanted
        ? this.#parts.permits.issue({
            room: this.#id,
            peer,
            ceremony: kept.id,
            certificate: kept.certificate,
          })
        : null;
    const certificate = kept?.certificate ?? null;
    link.send({ type: "ceremony", message: { type: "picture-permit", certificate, permit } });
  }

  #heldChanged(before: KeeperRecord | undefined, now: KeeperRecord): void {
    const { metrics } = this.#parts;
    if (before && now.term === before.term && now.seq > before.seq && before.holder) {
      const count = Math.min(now.seq - before.seq, MOST_PASSES_AT_ONCE);
      metrics.relay.inc({ what: "pass" }, count);
      return this.#ceremony.passed(before.holder, now, count);
    }
    if (before && now.term > before.term) {
      metrics.relay.inc({ what: before.holder === null ? "mint" : "remint" });
    }
    this.#tellState();
  }

  #suspect(peer: PeerId, what: string): void {
    const { log, metrics } = this.#parts;
    metrics.relay.inc({ what: "suspicion" });
    const told = this.#suspicions.worthTelling.length;
    const { count, isWorthLogging } = this.#suspicions.add(peer, what);
    const isNewSuspect = this.#suspicions.worthTelling.length > told;
    if (isWorthLogging) {
      log.warn({ room: roomTag(this.#id), peer, what, count }, "a page says what cannot be true");
    }
    if (isNewSuspect || (isWorthLogging && count > 1)) this.#tellState();
  }

  #partyOf(peer: PeerId): Party {
    const site = this.room.siteOf(peer);
    const known = this.#parties.get(peer);
    if (!site) return known ?? { peer, name: "", place: "", coordinates: null };
    const party: Party = {
      peer,
      name: site.name,
      place: site.place,
      coordinates: site.coordinates ?? null,
    };
    this.#parties.delete(peer);
    this.#parties.set(peer, party);
    const [oldest] = this.#parties.keys();
    if (this.#parties.size > MOST_PARTIES && oldest) this.#parties.delete(oldest);
    return party;
  }

  #tellState(to: PeerId | "everyone" = "everyone"): void {
    const { state } = this.#ceremony;
    const suspects = this.#suspicions.worthTelling;
    const saidAtMs = this.#parts.wallMs();
    this.room.tell(to, (role) => ({
      type: "ceremony",
      message: { ...state, saidAtMs, suspects: role === "operator" ? suspects : [] },
    }));
  }

  #say(to: PeerId | "everyone", message: ServerMessage): void {
    this.room.tell(to, () => message);
  }

  #failed(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const facts = { reason: String(error), room: roomTag(this.#id) };
    this.#parts.log.error(facts, "a ceremony cannot be written down");
  }
}

function demand(isAllowed: boolean): void {
  if (!isAllowed) throw new VisavisError("message-invalid", "not this role's to say");
}
