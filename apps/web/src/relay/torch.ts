import { type ReadonlySignal, signal } from "@preact/signals";
import type { Pane, Vector3 } from "@visavis/pane";
import type { PeerId, PosePacket } from "@visavis/protocol";
import type { Baton, Role } from "@visavis/relay";
import { type Pose, poseOnFigure, type Prop, type Stage } from "@visavis/stage";
import { createHandInput, type Hand, type HandInput, handPositionAt } from "@visavis/tracking";
import { seatsFor } from "../meeting/glass.tsx";
import type { Meeting } from "../meeting/meeting.ts";
import { type GlassFrames, GlassRecord } from "./glass-record.ts";
import { type BatonChange, RelaySession } from "./relay-session.ts";
import { RemotePoses } from "./remote-poses.ts";
import { SiteClock } from "./site-clock.ts";
import { TorchHands, type TorchView, type TorchWish } from "./torch-hands.ts";
import { PassRecord, type TorchReport } from "./torch-report.ts";
import { TORCH } from "./torch-name.ts";
import { TorchWire } from "./torch-wire.ts";

const POSE_INTERVAL_MS = 33;
/** Of a torch at rest: those who come later must see it, too. */
const STILL_INTERVAL_MS = 400;
const SAME_M = 0.002;
/** A pose that stands still is said on for so long, or motion would be read on into it. */
const SETTLE_MS = 500;
const UPRIGHT: Pose["rotation"] = [0, 0, 0, 1];

/** What the person is told about the torch. */
export interface TorchState {
  readonly role: Role;
  readonly isOffered: boolean;
  readonly isSolid: boolean;
}

/** One torch of the room at this site: joins the relay, the stage, the hand and the packets. */
export class Torch implements Disposable {
  readonly #meeting: Meeting;
  readonly #stage: Stage;
  readonly #session: RelaySession;
  readonly #wire: TorchWire;
  readonly #prop: Prop;
  readonly #input: HandInput;
  readonly #hands = new TorchHands();
  readonly #clock = new SiteClock();
  readonly #glass = new GlassRecord();
  readonly #passes: PassRecord;
  readonly #poses = new RemotePoses();
  readonly #state = signal<TorchState>({ role: "none", isOffered: false, isSolid: false });
  readonly #stops: (() => void)[] = [];
  #frameRequest = 0;
  #hand: Hand | null = null;
  #own: Pose;
  #look: "solid" | "ghost" | "none" = "none";
  #isLit = true;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #changedAtMs = Number.NEGATIVE_INFINITY;

  constructor(meeting: Meeting, stage: Stage, self: PeerId) {
    this.#meeting = meeting;
    this.#stage = stage;
    this.#own = restingPose(stage.settings.pane);
    this.#wire = new TorchWire(meeting.transport);
    this.#passes = new PassRecord((request) => meeting.transport.askCeremony(request));
    this.#session = new RelaySession({
      self,
      incarnation: randomName(),
      wire: this.#wire,
      onChange: (change) => this.#changed(change),
    });
    this.#prop = stage.addProp(TORCH, { kind: "torch" }, { maySolid: () => this.#isSolid() });
    this.#input = createHandInput({ glass: stage.canvas, pane: stage.settings.pane });
    this.#listen();
    this.#frameRequest = requestAnimationFrame(() => this.#frame());
  }

  get state(): ReadonlySignal<TorchState> {
    return this.#state;
  }

  get report(): TorchReport {
    const { role, term, seq, holder, leaseUntilMs } = this.#session.baton(TORCH);
    const leaseMs = Math.max(0, leaseUntilMs - this.#clock.nowMs());
    const { self } = this.#session;
    const known = role === "held" ? self : holder;
    const baton = { self, role, term, seq, leaseMs, holder: known };
    return { ...this.#glass.report, ...this.#passes.report, ...baton };
  }

  /** What the glass showed, from the `from`th frame on. */
  framesSince(from: number): GlassFrames {
    return this.#glass.since(from);
  }

  /** What the key T does. True once it is given or taken, false when it came to nothing. */
  pass(): Promise<boolean> {
    const done = this.#passes.next();
    this.giveOrTake();
    return done;
  }

  giveOrTake(): void {
    this.#hands.giveOrTake(this.#session.baton(TORCH).role, performance.now());
  }

  refuse(): void {
    const wish = this.#hands.refuse(this.#view());
    if (wish) this.#wish(wish);
  }

  /** From a camera that sees hands. */
  handChanged(hand: Hand): void {
    this.#hand = hand.state === "none" ? null : hand;
    this.#hands.handChanged(hand);
  }

  [Symbol.dispose](): void {
    cancelAnimationFrame(this.#frameRequest);
    for (const stop of this.#stops) stop();
    this.#input[Symbol.dispose]();
    this.#prop.dispose();
  }

  #listen(): void {
    const { events } = this.#input;
    this.#stops.push(
      this.#wire.listen({
        relay: (from, text) => this.#session.receive(from, text, this.#clock.nowMs()),
        pose: (from, pose) => this.#posed(from, pose),
      }),
      this.#prop.onDrawn(({ nowMs, look }) => {
        const isSolid = look === "solid";
        const { term, seq } = this.#session.baton(TORCH);
        this.#glass.frame({ atMs: performance.timeOrigin + nowMs, isSolid, term, seq });
        this.#session.drawn(TORCH, isSolid);
      }),
      this.#meeting.ceremony.subscribe((ceremony) => {
        const torch = ceremony?.objects.find(({ object }) => object === TORCH);
        this.#isLit = torch?.isLit ?? true;
      }),
      events.on("handChanged", (hand) => this.handChanged(hand)),
      events.on("giveOrTakeAsked", () => this.giveOrTake()),
      events.on("refusalAsked", () => this.refuse()),
    );
  }

  #isSolid(): boolean {
    return this.#session.isSolid(TORCH, this.#clock.nowMs());
  }

  #frame(): void {
    this.#frameRequest = requestAnimationFrame(() => this.#frame());
    const nowMs = performance.now();
    this.#session.frame(this.#clock.nowMs());
    this.#input.setPane(this.#stage.settings.pane);
    const wish = this.#hands.wish(this.#view(), nowMs);
    if (wish) this.#wish(wish);
    this.#passes.frame(nowMs);
    this.#show(nowMs);
    this.#sendPose(nowMs);
  }

  #view(): TorchView {
    const { role, partner, offer, isLetGo } = this.#session.baton(TORCH);
    return { role, isLetGo, isOffered: role === "none" && partner !== null && offer !== null };
  }

  #wish(wish: TorchWish): void {
    const nowMs = this.#clock.nowMs();
    switch (wish) {
      case "offer": {
        const to = this.#nextSite();
        if (to) this.#session.do({ type: wish, object: TORCH, to, nonce: randomName() }, nowMs);
        return;
      }
      case "accept":
        this.#session.do({ type: wish, object: TORCH, nonce: randomName() }, nowMs);
        return;
      default:
        this.#session.do({ type: wish, object: TORCH }, nowMs);
    }
  }

  /** Round the room, from seat to seat. */
  #nextSite(): PeerId | null {
    const { self, peers } = this.#meeting.transport;
    const remotes = this.#meeting.remotes.peek().map(({ peer }) => peer.peek());
    const here = remotes.filter(({ isAway }) => !isAway);
    const order = this.#meeting.ceremony.peek()?.order ?? [];
    const mine = self ? order.indexOf(self) : -1;
    const planned = order[(mine + 1) % Math.max(1, order.length)];
    if (mine >= 0 && planned && peers.some(({ peer }) => peer === planned)) return planned;
    return here.find(({ peer }) => self !== null && peer > self)?.peer ?? here[0]?.peer ?? null;
  }

  #changed({ object, before, after }: BatonChange): void {
    if (object !== TORCH) return;
    const nowMs = performance.now();
    if (before.role !== after.role) {
      this.#hands.roleChanged(before.role, after.role);
      this.#passes.roleChanged(before, after, nowMs);
      this.#flash(before, after);
    }
    this.#show(nowMs);
  }

  #flash(before: Baton, after: Baton): void {
    const change = `${before.role} ${after.role}`;
    if (change === "offered passed") this.#prop.flash("in-flight");
    else if (change === "reserved held" || change === "passed none") this.#prop.flash("pass");
    else if (change === "offered held" || change === "reserved none") this.#prop.flash("refuse");
  }

  /** Tells the stage only what is new: a still torch costs no drawing. */
  #show(nowMs: number): void {
    const { role } = this.#session.baton(TORCH);
    const isSolid = this.#isSolid();
    const isOurs = isSolid || role === "reserved";
    const look = isSolid
      ? "solid"
      : this.#session.isGhost(TORCH) || this.#isShown(nowMs)
        ? "ghost"
        : "none";
    const pose = this.#ownPose(nowMs);
    const hasMoved = isOurs && !isNear(pose, this.#own);
    const isNew = look !== this.#look || hasMoved;
    if (isNew) this.#changedAtMs = nowMs;
    if (isNew || (isOurs && nowMs - this.#changedAtMs < SETTLE_MS)) {
      this.#look = look;
      if (isOurs) this.#own = pose;
      const isLit = this.#isLit;
      this.#prop.update(
        isOurs ? { look, isLit, isOwn: true, pose } : { look, isLit, isOwn: false },
      );
    }
    const { isOffered } = this.#view();
    const last = this.#state.peek();
    if (last.role !== role || last.isOffered !== isOffered || last.isSolid !== isSolid) {
      this.#state.value = { role, isOffered, isSolid };
    }
  }

  /** Another room shows it, and so do we, as a ghost: only the holder's glass has the thing itself. */
  #isShown(nowMs: number): boolean {
    const baton = this.#session.baton(TORCH);
    return baton.role === "none" && this.#poses.shownBy(baton, nowMs) !== null;
  }

  #posed(from: PeerId, pose: PosePacket): void {
    const nowMs = performance.now();
    const baton = this.#session.baton(TORCH);
    if (pose.object !== TORCH || baton.role !== "none") return;
    if (!this.#poses.take(from, pose, baton, nowMs)) return;
    const remotes = this.#meeting.remotes.peek();
    const index = remotes.findIndex(({ peer }) => peer.peek().peer === from);
    const seat = seatsFor(remotes.length)[index];
    const { standBackM } = this.#stage.settings;
    const { positionM: position, rotation } = pose;
    // Held at the glass, not by a hand in the picture: no ray through the lens says where.
    const person = { planeM: 0, lensHeightM: null, standBackM, seat };
    const shown = poseOnFigure({ position, rotation }, person);
    this.#prop.update({ pose: shown, isOwn: false });
  }

  #ownPose(nowMs: number): Pose {
    const hand = this.#hand;
    return hand
      ? { position: held(handPositionAt(hand, nowMs)), rotation: UPRIGHT }
      : restingPose(this.#stage.settings.pane);
  }

  #sendPose(nowMs: number): void {
    if (!this.#isSolid()) return;
    const pose = this.#own;
    const isStill = nowMs - this.#changedAtMs >= SETTLE_MS;
    const waitMs = isStill ? STILL_INTERVAL_MS : POSE_INTERVAL_MS;
    if (nowMs - this.#sentAtMs < waitMs) return;
    this.#sentAtMs = nowMs;
    const { term, seq } = this.#session.baton(TORCH);
    const { position: positionM, rotation } = pose;
    this.#wire.sendPose({ object: TORCH, term, seq, sentAtMs: nowMs, positionM, rotation });
  }
}

/** Calm and whole on the glass, at the local person's right, where a hand would hold it. */
function restingPose({ lowerEdgeM, size }: Pane): Pose {
  const heightM = Math.max(0.9, Math.min(1.25, lowerEdgeM + 0.28 * size.heightM));
  return { position: [0.3 * Math.min(size.widthM, 1), heightM, 0.02], rotation: UPRIGHT };
}

/** A little before the glass, where a torch is seen whole. */
function held([x, y, z]: Vector3): Vector3 {
  return [x, y, Math.max(z, 0.05)];
}

function isNear(a: Pose, b: Pose): boolean {
  return a.position.every((value, i) => Math.abs(value - (b.position[i] ?? 0)) < SAME_M);
}

function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
