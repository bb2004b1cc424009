import { type ReadonlySignal, signal } from "@preact/signals";
import type { CeremonyState, PeerId, PosePacket } from "@visavis/protocol";
import type { Prop, PropLook, Stage } from "@visavis/stage";
import type { Meeting } from "../meeting/meeting.ts";
import { KISS_SHOWN_MS } from "./kiss-watch.ts";
import type { ObjectSources } from "./object-sources.ts";
import { remotePlace } from "./remote-place.ts";
import { RemotePoses } from "./remote-poses.ts";
import type { TorchEars } from "./torch-ears.ts";
import { TorchWire } from "./torch-wire.ts";

/** What an audience is told of a kiss. */
export interface SeenKiss {
  readonly isOn: boolean;
  readonly seconds: number;
}

interface SeenObject {
  readonly prop: Prop;
  readonly poses: RemotePoses;
  from: PeerId | null;
}

const NOTHING = { term: 0, seq: 0 };
const TICK_MS = 100;

/** The shared objects as an audience sees them: solid where their holder's site says that they are. */
export class Looker implements Disposable {
  readonly #meeting: Meeting;
  readonly #stage: Stage;
  readonly #sources: ObjectSources;
  readonly #ears: TorchEars;
  readonly #objects = new Map<string, SeenObject>();
  readonly #loading = new Set<string>();
  readonly #kiss = signal<SeenKiss | null>(null);
  readonly #stops: (() => void)[];
  #phase: CeremonyState["phase"] | null = null;
  #kissSinceMs = 0;

  constructor(options: {
    readonly meeting: Meeting;
    readonly stage: Stage;
    readonly sources: ObjectSources;
    readonly ears: TorchEars;
  }) {
    this.#meeting = options.meeting;
    this.#stage = options.stage;
    this.#sources = options.sources;
    this.#ears = options.ears;
    const ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#stops = [
      new TorchWire(options.meeting.transport).listen({
        relay: () => undefined,
        pose: (from, pose) => this.#posed(from, pose),
      }),
      options.meeting.ceremony.subscribe((ceremony) => this.#follow(ceremony)),
      () => clearInterval(ticking),
    ];
  }

  get kiss(): ReadonlySignal<SeenKiss | null> {
    return this.#kiss;
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stops) stop();
    for (const { prop } of this.#objects.values()) prop.dispose();
    this.#ears.update([]);
  }

  #follow(ceremony: CeremonyState | null): void {
    const planned = ceremony?.objects ?? [];
    for (const [name, { prop }] of this.#objects) {
      if (planned.some(({ object }) => object === name)) continue;
      this.#objects.delete(name);
      prop.dispose();
    }
    for (const { object, isLit, kind } of planned) {
      this.#objects.get(object)?.prop.update({ isLit });
      if (!this.#objects.has(object)) void this.#bring(object, kind);
    }
    this.#followKiss(ceremony);
  }

  async #bring(name: string, kind: CeremonyState["objects"][number]["kind"]): Promise<void> {
    if (this.#loading.has(name)) return;
    this.#loading.add(name);
    const source = await this.#sources.sourceOf(name, kind);
    this.#loading.delete(name);
    const planned = this.#meeting.ceremony.peek()?.objects.find(({ object }) => object === name);
    if (!planned || this.#objects.has(name)) return;
    const prop = this.#stage.addProp(name, source);
    prop.update({ isLit: planned.isLit });
    this.#objects.set(name, { prop, poses: new RemotePoses(), from: null });
  }

  #followKiss(ceremony: CeremonyState | null): void {
    const before = this.#phase;
    this.#phase = ceremony?.phase ?? null;
    if (this.#phase === "kiss" && before !== "kiss") {
      this.#kissSinceMs = performance.now();
      for (const { prop } of this.#objects.values()) prop.flash("kiss");
      this.#ears.play("kiss");
    }
    if (before === "kiss" && this.#phase !== "kiss") {
      this.#kissSinceMs = performance.now();
      this.#kiss.value = { isOn: false, seconds: ceremony?.kissS ?? 0 };
    }
  }

  #posed(from: PeerId, packet: PosePacket): void {
    const seen = this.#objects.get(packet.object);
    const place = remotePlace(this.#meeting, this.#stage, from);
    if (!seen || !place) return;
    if (!seen.poses.take(from, packet, NOTHING, performance.now())) return;
    if (seen.from !== null && seen.from !== from) {
      seen.prop.flash("pass");
      this.#ears.play("pass");
    }
    seen.from = from;
    const { positionM: position, rotation, isInHand } = packet;
    seen.prop.update({ pose: place.onGlass({ position, rotation }, isInHand), look: "solid" });
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const seen of this.#objects.values()) {
      const isHeld = seen.poses.shownBy(NOTHING, nowMs) !== null;
      const look: PropLook = isHeld ? "solid" : "none";
      if (seen.prop.state.look !== look && !isHeld) seen.prop.update({ look });
    }
    this.#ears.update([...this.#objects.values()].map(({ prop }) => prop.state));
    const sinceMs = nowMs - this.#kissSinceMs;
    if (this.#phase === "kiss") this.#kiss.value = { isOn: true, seconds: tenths(sinceMs) };
    else if (this.#kiss.peek() && sinceMs > KISS_SHOWN_MS) this.#kiss.value = null;
  }
}

/** A kiss begins for the room when it has lasted half a second for the sites. */
function tenths(sinceMs: number): number {
  return Math.floor((sinceMs + 500) / 100) / 10;
}
