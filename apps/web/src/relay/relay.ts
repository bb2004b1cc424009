import { type ReadonlySignal, signal } from "@preact/signals";
import type {
  GlassFrames,
  ObjectKind,
  PeerId,
  PosePacket,
  RelayRole,
  TorchReport,
} from "@visavis/protocol";
import type { PropSource, Stage } from "@visavis/stage";
import { createHandInput, type Hand, type HandInput } from "@visavis/tracking";
import type { Meeting } from "../meeting/meeting.ts";
import { CameraHands } from "./camera-hands.ts";
import { HandChoice } from "./hand-choice.ts";
import { KISS_SHOWN_MS, type KissChange, KissWatch, type TorchPair } from "./kiss-watch.ts";
import type { ObjectSources } from "./object-sources.ts";
import { PassRecord } from "./pass-record.ts";
import { remotePlace } from "./remote-place.ts";
import { isSameScene, type RelayScene } from "./relay-scene.ts";
import { RelaySession } from "./relay-session.ts";
import { nextSite } from "./next-site.ts";
import { SiteClock } from "./site-clock.ts";
import { SharedObject } from "./shared-object.ts";
import type { TorchView, TorchWish } from "./torch-hands.ts";
import type { TorchEars } from "./torch-ears.ts";
import { TorchWire } from "./torch-wire.ts";

export interface RelayOptions {
  readonly meeting: Meeting;
  readonly stage: Stage;
  readonly self: PeerId;
  readonly sources: ObjectSources;
  readonly ears: TorchEars;
}

/** Held out this far, a hand is on its way to the other one. */
const OUT = 0.5;
/** A hand that is not found for so long is too small, or hidden: the other ways are told. */
const UNSEEN_MS = 6000;
/** With fewer a second, a hand has closed and opened again before it is looked at. */
const FEWEST_LOOKS = 1.2;
/** Who is told of a role first. */
const URGENCY: readonly RelayRole[] = ["reserved", "offered", "held", "passed", "none"];

/** Everything that this site shares with the others: one relay, its objects, and the hand that moves them. */
export class Relay implements Disposable {
  readonly #meeting: Meeting;
  readonly #stage: Stage;
  readonly #sources: ObjectSources;
  readonly #ears: TorchEars;
  readonly #session: RelaySession;
  readonly #wire: TorchWire;
  readonly #input: HandInput;
  readonly #cameraHands: CameraHands | null;
  readonly #clock = new SiteClock();
  readonly #choice = new HandChoice();
  readonly #kiss = new KissWatch();
  readonly #objects = new Map<string, SharedObject>();
  readonly #loading = new Set<string>();
  readonly #scene = signal<RelayScene | null>(null);
  readonly #stops: (() => void)[] = [];
  #frameRequest = 0;
  #handSeenAtMs = 0;
  #kissEndedAtMs = Number.NEGATIVE_INFINITY;
  #isDisposed = false;

  constructor({ meeting, stage, self, sources, ears }: RelayOptions) {
    this.#meeting = meeting;
    this.#stage = stage;
    this.#sources = sources;
    this.#ears = ears;
    this.#wire = new TorchWire(meeting.transport);
    this.#session = new RelaySession({
      self,
      incarnation: randomName(),
      wire: this.#wire,
      onChange: (change) => this.#objects.get(change.object)?.changed(change),
    });
    this.#input = createHandInput({ glass: stage.canvas, pane: stage.settings.pane });
    const { own } = meeting;
    this.#cameraHands = own && new CameraHands(own, (hand) => this.#choice.handChanged(hand));
    this.#listen();
    this.#frameRequest = requestAnimationFrame(() => this.#frame());
  }

  /** Null while there is nothing to hold. */
  get scene(): ReadonlySignal<RelayScene | null> {
    return this.#scene;
  }

  /** Of the object with this name, or of the first. */
  report(name?: string): TorchReport | null {
    const object = name === undefined ? this.#first() : this.#objects.get(name);
    if (!object) return null;
    const { role, term, seq, holder, leaseUntilMs } = object.baton;
    const nowMs = performance.now();
    const { self } = this.#session;
    const hand = this.#handAt(nowMs);
    return {
      ...object.glass,
      ...object.counts,
      self,
      role,
      term,
      seq,
      leaseMs: Math.max(0, leaseUntilMs - this.#clock.nowMs()),
      holder: role === "held" ? self : holder,
      isLit: object.isLit,
      hand: hand && { extension: hand.extension, source: hand.source, state: hand.state },
      hands: this.#cameraHands?.state.peek() ?? "none",
      handsCost: this.#cameraHands?.cost ?? null,
      kissS: this.#kiss.seconds,
    };
  }

  /** What the glass showed of it, from the `from`th frame on. */
  framesSince(from: number, name?: string): GlassFrames | null {
    const object = name === undefined ? this.#first() : this.#objects.get(name);
    return object?.framesSince(from) ?? null;
  }

  /** What the key T does. True once it is given or taken, false when it came to nothing. */
  pass(name?: string): Promise<boolean> {
    const object = name === undefined ? this.#urgent() : this.#objects.get(name);
    if (!object) return Promise.resolve(false);
    const done = object.nextPass();
    object.giveOrTake(performance.now());
    return done;
  }

  giveOrTake(): void {
    this.#urgent()?.giveOrTake(performance.now());
  }

  refuse(): void {
    const object = this.#urgent();
    const wish = object?.refuse();
    if (object && wish) this.#wish(object, wish);
  }

  /** From another tracker than the page's own. */
  handChanged(hand: Hand): void {
    this.#choice.trackerChanged(hand);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    cancelAnimationFrame(this.#frameRequest);
    for (const stop of this.#stops) stop();
    this.#cameraHands?.[Symbol.dispose]();
    this.#input[Symbol.dispose]();
    for (const object of this.#objects.values()) object[Symbol.dispose]();
    this.#ears.update([]);
  }

  #listen(): void {
    const { events } = this.#input;
    this.#stops.push(
      this.#wire.listen({
        relay: (from, text) => this.#session.receive(from, text, this.#clock.nowMs()),
        pose: (from, pose) => this.#posed(from, pose),
      }),
      this.#meeting.ceremony.subscribe(() => this.#follow()),
      events.on("handChanged", (hand) => this.#choice.handChanged(hand)),
      events.on("giveOrTakeAsked", () => this.giveOrTake()),
      events.on("refusalAsked", () => this.refuse()),
    );
  }

  /** The ceremony says what there is, and what burns. */
  #follow(): void {
    const planned = this.#meeting.ceremony.peek()?.objects ?? [];
    for (const [name, object] of this.#objects) {
      if (planned.some((one) => one.object === name)) continue;
      this.#objects.delete(name);
      object[Symbol.dispose]();
    }
    for (const { object, kind, isLit } of planned) {
      this.#objects.get(object)?.setLit(isLit);
      if (!this.#objects.has(object)) void this.#bring(object, kind);
    }
  }

  async #bring(name: string, kind: ObjectKind): Promise<void> {
    if (this.#loading.has(name)) return;
    this.#loading.add(name);
    const source = await this.#sources.sourceOf(name, kind);
    this.#loading.delete(name);
    const planned = this.#meeting.ceremony.peek()?.objects.find(({ object }) => object === name);
    if (!planned || this.#isDisposed || this.#objects.has(name)) return;
    const object = this.#create(name, kind, source);
    object.setLit(planned.isLit);
    this.#objects.set(name, object);
  }

  #create(name: string, kind: ObjectKind, source: PropSource): SharedObject {
    const { transport } = this.#meeting;
    return new SharedObject({
      name,
      kind,
      source,
      stage: this.#stage,
      session: this.#session,
      clock: this.#clock,
      passes: new PassRecord(name, (request) => transport.askCeremony(request)),
      placeOf: (peer) => remotePlace(this.#meeting, this.#stage, peer),
      sendPose: (pose) => this.#wire.sendPose(pose),
      onCue: (cue) => this.#ears.play(cue),
    });
  }

  #posed(from: PeerId, pose: PosePacket): void {
    this.#objects.get(pose.object)?.posed(from, pose, performance.now());
  }

  #frame(): void {
    this.#frameRequest = requestAnimationFrame(() => this.#frame());
    const nowMs = performance.now();
    this.#session.frame(this.#clock.nowMs());
    this.#input.setPane(this.#stage.settings.pane);
    const hand = this.#handAt(nowMs);
    const addedM = this.#cameraHands?.countsFromBorder ? this.#stage.settings.pane.lowerEdgeM : 0;
    const held = this.#held();
    let isUrgent = false;
    for (const object of this.#objects.values()) {
      const isForHands = this.#isForHands(object, held, nowMs);
      const isInHand = held === null || held === object;
      const frame = { nowMs, hand: isInHand ? hand : null, addedM, isForHands };
      const wish = object.frame(frame);
      if (wish) this.#wish(object, wish);
      isUrgent ||= object.isNear(nowMs);
    }
    this.#cameraHands?.setBusy(isUrgent);
    this.#watchKiss(nowMs);
    this.#ears.update([...this.#objects.values()].map(({ prop }) => prop.state));
    this.#tell(hand, nowMs);
  }

  #handAt(nowMs: number): Hand | null {
    return this.#choice.at(nowMs, this.#cameraHands?.cost?.looksPerSecond || undefined);
  }

  /** Ours, in the hand. */
  #held(): SharedObject | null {
    const ours = [...this.#objects.values()];
    return ours.find(({ baton: { role } }) => role !== "none" && role !== "passed") ?? null;
  }

  /** One hand holds one thing: it takes no second, and gives none to a hand that is full. */
  #isForHands(object: SharedObject, held: SharedObject | null, nowMs: number): boolean {
    if (object.baton.role === "none") return held === null;
    const to = nextSite(this.#meeting);
    const planned = this.#meeting.ceremony.peek()?.objects ?? [];
    const others = [...this.#objects.values()].filter((other) => other !== object);
    const isFull = others.some((other) => {
      const kept = planned.find((one) => one.object === other.name)?.holder;
      return kept === to || other.shownBy(nowMs) === to;
    });
    return !isFull;
  }

  #wish(object: SharedObject, wish: TorchWish): void {
    const nowMs = this.#clock.nowMs();
    const { name } = object;
    switch (wish) {
      case "offer": {
        const to = nextSite(this.#meeting);
        if (to) this.#session.do({ type: wish, object: name, to, nonce: randomName() }, nowMs);
        return;
      }
      case "accept":
        this.#session.do({ type: wish, object: name, nonce: randomName() }, nowMs);
        return;
      default:
        this.#session.do({ type: wish, object: name }, nowMs);
    }
  }

  #pairs(nowMs: number): TorchPair[] {
    const torches = [...this.#objects.values()].filter(({ kind }) => kind === "torch");
    return torches.flatMap((own) => {
      const ownPose = own.heldAt;
      if (!ownPose) return [];
      return torches.flatMap((other) => {
        const otherPose = other.remoteAt(nowMs);
        const burns = own.isLit || other.isLit;
        return otherPose ? [{ own: own.name, other: other.name, ownPose, otherPose, burns }] : [];
      });
    });
  }

  #watchKiss(nowMs: number): void {
    const change = this.#kiss.frame(this.#pairs(nowMs), nowMs);
    if (change) this.#kissChanged(change, nowMs);
  }

  #kissChanged(change: KissChange, nowMs: number): void {
    const { transport } = this.#meeting;
    if (change.type === "ended") {
      this.#kissEndedAtMs = nowMs;
      const { lengthMs, own: object } = change;
      transport.askCeremony({ type: "kiss-ended", object, lengthMs: Math.round(lengthMs) });
      return;
    }
    const { distanceM, pair } = change;
    transport.askCeremony({ type: "kiss-started", object: pair.own, distanceM });
    this.#objects.get(pair.own)?.prop.flash("kiss");
    this.#ears.play("kiss");
  }

  #first(): SharedObject | null {
    return [...this.#objects.values()][0] ?? null;
  }

  /** What a key means: what is held out to us, else what is on its way, else what we hold. */
  #urgent(): SharedObject | null {
    const objects = [...this.#objects.values()];
    const offered = objects.find((object) => object.view(true).isOffered);
    if (offered) return offered;
    return objects.toSorted((a, b) => urgencyOf(a) - urgencyOf(b))[0] ?? null;
  }

  #tell(hand: Hand | null, nowMs: number): void {
    const object = this.#urgent();
    const next = object && this.#sceneOf(object, hand, nowMs);
    if (!isSameScene(this.#scene.peek(), next)) this.#scene.value = next;
  }

  #sceneOf(object: SharedObject, hand: Hand | null, nowMs: number): RelayScene {
    const view: TorchView = object.view(true);
    const { isLetGo, isOffered, isTaken, role } = view;
    const isOver = nowMs - this.#kissEndedAtMs < KISS_SHOWN_MS;
    const isTouching = this.#kiss.isTouching;
    const does = !hand || hand.extension < OUT ? "nothing" : "reaches";
    return {
      kind: object.kind,
      role,
      isSolid: object.heldAt !== null,
      isOffered,
      isTaken,
      isLetGo,
      canKiss: this.#pairs(nowMs).some(({ burns }) => burns),
      kiss: isTouching ? "touching" : isOver ? "over" : "none",
      kissS: isTouching || isOver ? this.#kissS(isTouching) : 0,
      hand: hand && { source: hand.source, does: hand.state === "grip" ? "holds" : does },
      hands: this.#handsState(hand, nowMs),
    };
  }

  /** Once it is over, what the room agreed upon. */
  #kissS(isTouching: boolean): number {
    const agreed = this.#meeting.ceremony.peek()?.kissS ?? null;
    return isTouching || agreed === null ? this.#kiss.seconds : agreed;
  }

  #handsState(hand: Hand | null, nowMs: number): RelayScene["hands"] {
    if (this.#choice.isTracked) return "ready";
    const state = this.#cameraHands?.state.peek() ?? "none";
    const looksPerSecond = this.#cameraHands?.cost?.looksPerSecond ?? 0;
    const isSeen = hand !== null && hand.source !== "input" && looksPerSecond >= FEWEST_LOOKS;
    if (state !== "ready" || isSeen) this.#handSeenAtMs = nowMs;
    return nowMs - this.#handSeenAtMs > UNSEEN_MS ? "unseen" : state;
  }
}

function urgencyOf({ baton }: SharedObject): number {
  return URGENCY.indexOf(baton.role);
}

function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
