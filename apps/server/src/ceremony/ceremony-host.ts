import type { CeremonyRequest, CeremonyState, PeerId, RoomId } from "@visavis/protocol";
import type { KeeperEvent, KeeperRecord } from "@visavis/relay";
import type { CeremonyRecords, CurrentCeremony, Party } from "../records/ceremony-records.ts";
import { type Ceremony, type CeremonyEvent, nextCeremony, NO_CEREMONY } from "./ceremony.ts";
import { kissOf } from "./kiss.ts";

const MOST_EARLY_REPORTS = 32;

type Of<Type extends CeremonyRequest["type"]> = Extract<CeremonyRequest, { type: Type }>;
export type OperatorRequest = Of<"call-off" | "clear" | "finish" | "prepare" | "recall" | "start">;
export type SiteReport = Of<"kiss-ended" | "kiss-started" | "passed">;

export interface CeremonyPorts {
  readonly room: RoomId;
  readonly records: CeremonyRecords;
  readonly wallMs: () => number;
  /** What the keeper knows now. */
  readonly held: () => readonly KeeperRecord[];
  keep(event: KeeperEvent): void;
  partyOf(peer: PeerId): Party;
  /** Everybody is to be told the state anew. */
  changed(): void;
  /** The disk refused; the show goes on, and its record has a gap. */
  failed(error: unknown): void;
}

/** Runs a room's ceremony: what the operator asks for, what the sites report, what is written down. */
export class CeremonyHost {
  readonly #ports: CeremonyPorts;
  #ceremony: Ceremony = NO_CEREMONY;
  #kept: CurrentCeremony | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** The giver's word may come before the taker's. */
  readonly #earlyReports = new Map<string, { readonly peer: PeerId; readonly commitMs: number }>();

  constructor(ports: CeremonyPorts) {
    this.#ports = ports;
    this.#write(() => {
      this.#kept = ports.records.current(ports.room);
      this.#ceremony = this.#kept?.ceremony ?? NO_CEREMONY;
    });
  }

  /** To be called once the keeper runs: a countdown that was under way when the server stopped goes on. */
  resume(): void {
    const { phase } = this.#ceremony;
    if (phase === "idle" || phase === "countdown") this.#putAway();
    this.#watchCountdown();
  }

  get isCountingDown(): boolean {
    return this.#ceremony.phase === "countdown";
  }

  get kept(): CurrentCeremony | null {
    return this.#kept;
  }

  get state(): Omit<CeremonyState, "saidAtMs" | "suspects"> {
    const { phase, title, objects, order, wantsPicture, kissMs, kissReports, ...times } =
      this.#ceremony;
    const holders = new Map(this.#ports.held().map(({ object, holder }) => [object, holder]));
    const kiss = phase === "kiss" ? kissOf(kissReports, this.#ports.wallMs()) : null;
    return {
      type: "state",
      phase,
      title,
      certificate: this.#kept?.certificate ?? null,
      objects: objects.map(({ object, kind, isLit, passes }) => ({
        object,
        kind,
        holder: holders.get(object) ?? null,
        isLit,
        passes,
      })),
      order: [...order],
      startsAtMs: times.startsAtMs,
      startedAtMs: times.startedAtMs,
      kissStartedAtMs: kiss?.startedAtMs ?? null,
      kissS: kissMs === null ? null : Math.round(kissMs / 100) / 10,
      passes: objects.reduce((sum, { passes }) => sum + passes, 0),
      lastPassAtMs: times.lastPassAtMs,
      wantsPicture,
      hasPicture: this.#kept?.hasPicture ?? false,
    };
  }

  request(message: OperatorRequest): void {
    switch (message.type) {
      case "recall":
        return this.#ports.keep({ ...message, type: "recalled" });
      case "clear":
        return this.#clear();
      case "prepare":
        return this.#prepare(message);
      default:
        this.#step(message);
    }
  }

  /** Who reports of a thing must have it; the keeper knows. */
  report(peer: PeerId, message: SiteReport): void {
    if (message.type === "passed") return this.#noteCommit(peer, message);
    const isHolder = this.#ports
      .held()
      .some(({ object, holder }) => object === message.object && holder === peer);
    if (isHolder) this.#step({ ...message, peer });
  }

  /** From the keeper, when a thing has gone from hand to hand. */
  passed(from: PeerId, { object, term, seq, holder: to }: KeeperRecord, count: number): void {
    if (to === null) return;
    const id = this.#kept?.id;
    const atMs = this.#ports.wallMs();
    if (id !== undefined && from !== to) {
      const key = keyOf(object, term, seq);
      const early = this.#earlyReports.get(key);
      this.#earlyReports.delete(key);
      this.#write(() =>
        this.#ports.records.addPass(id, {
          object,
          term,
          seq,
          atMs,
          from: this.#ports.partyOf(from),
          to: this.#ports.partyOf(to),
          commitMs: early?.peer === from ? early.commitMs : null,
        }),
      );
    }
    this.#step({ type: "object-passed", object, count });
  }

  pictureAdded(): void {
    if (this.#kept) this.#kept = { ...this.#kept, hasPicture: true };
    this.#ports.changed();
  }

  /** About once a second. */
  tick(): void {
    this.#step({ type: "tick" });
    this.#bringOut();
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #prepare(message: Of<"prepare">): void {
    const before = this.#ceremony;
    const { ceremony } = nextCeremony(before, message, this.#ports.wallMs());
    if (ceremony === before) return;
    this.#putAway();
    this.#write(() => {
      if (this.#kept) this.#ports.records.close(this.#kept.id);
      this.#kept = this.#ports.records.begin(this.#ports.room, ceremony);
    });
    this.#ceremony = ceremony;
    this.#ports.changed();
  }

  #clear(): void {
    this.#putAway();
    this.#write(() => this.#kept && this.#ports.records.close(this.#kept.id));
    this.#kept = null;
    this.#ceremony = NO_CEREMONY;
    this.#watchCountdown();
    this.#ports.changed();
  }

  #putAway(): void {
    for (const { object, isWithdrawn } of this.#ports.held()) {
      if (!isWithdrawn) this.#ports.keep({ type: "withdrawn", object });
    }
  }

  #step(event: CeremonyEvent): void {
    const ports = this.#ports;
    const { ceremony, begins, kissed } = nextCeremony(this.#ceremony, event, ports.wallMs());
    if (ceremony === this.#ceremony) return;
    this.#ceremony = ceremony;
    const id = this.#kept?.id;
    if (id !== undefined) {
      this.#write(() => {
        ports.records.save(id, ceremony);
        if (begins) ports.records.addPlaces(id, this.#starters());
        if (!kissed) return;
        const { startedAtMs: atMs, lengthMs } = kissed;
        const [one, other] = kissed.between;
        const between = [ports.partyOf(one), ports.partyOf(other)] as const;
        ports.records.addKiss(id, { atMs, lengthMs, between });
      });
    }
    if (begins) this.#bringOut();
    this.#watchCountdown();
    ports.changed();
  }

  /** Also what a keeper on a disk that refused could not bring out when it was time. */
  #bringOut(): void {
    const { phase, objects } = this.#ceremony;
    if (phase !== "running" && phase !== "kiss") return;
    const out = this.#ports.held().filter(({ isWithdrawn }) => !isWithdrawn);
    for (const { object, starter: heir } of objects) {
      if (out.some((record) => record.object === object)) continue;
      this.#ports.keep({ type: "created", object, heir });
    }
  }

  #starters(): Party[] {
    const starters = this.#ceremony.objects.flatMap(({ starter }) => starter ?? []);
    return starters.map((peer) => this.#ports.partyOf(peer));
  }

  #noteCommit(peer: PeerId, report: Of<"passed">): void {
    const id = this.#kept?.id;
    if (id === undefined) return;
    const { object, term, seq, commitMs } = report;
    this.#write(() => {
      if (this.#ports.records.setCommit(id, peer, report, commitMs)) return;
      const [oldest] = this.#earlyReports.keys();
      const isFull = this.#earlyReports.size >= MOST_EARLY_REPORTS;
      if (isFull && oldest !== undefined) this.#earlyReports.delete(oldest);
      this.#earlyReports.set(keyOf(object, term, seq), { peer, commitMs });
    });
  }

  #watchCountdown(): void {
    if (this.#timer) clearTimeout(this.#timer);
    const { phase, startsAtMs } = this.#ceremony;
    if (phase !== "countdown" || startsAtMs === null) return;
    const waitMs = Math.max(0, startsAtMs - this.#ports.wallMs());
    this.#timer = setTimeout(() => this.#step({ type: "tick" }), waitMs).unref();
  }

  #write(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#ports.failed(error);
    }
  }
}

function keyOf(object: string, term: number, seq: number): string {
  return `${object} ${term} ${seq}`;
}
