import type { Pane, Vector3 } from "@visavis/pane";
import type { Reach } from "./pose-track.ts";
import type { Prop } from "./prop.ts";
import type { SceneProp } from "./prop-scene.ts";
import type { StageLook } from "./stage-look.ts";

export interface PropSetOptions {
  readonly isSoftware: boolean;
  /** Another drawing is wanted. */
  readonly onDue: () => void;
}

interface PropLook extends StageLook {
  readonly isMotionReduced: boolean | null;
}

/** A fire needs no more than this when nothing else moves; a processor that draws has other work. */
const SOFTWARE_GAP_MS = 85;

/** The things on a stage, and the clock that keeps their fires alive. */
export class PropSet {
  readonly #props = new Set<Prop>();
  readonly #isSoftware: boolean;
  readonly #onDue: () => void;
  readonly #preference = globalThis.matchMedia("(prefers-reduced-motion: reduce)");
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isCalm = false;

  constructor({ isSoftware, onDue }: PropSetOptions) {
    this.#isSoftware = isSoftware;
    this.#onDue = onDue;
  }

  add(prop: Prop): void {
    this.#props.add(prop);
  }

  delete(prop: Prop): void {
    this.#props.delete(prop);
  }

  scenes(look: PropLook, nowMs: number): SceneProp[] {
    this.#isCalm = look.isMotionReduced ?? this.#preference.matches;
    return [...this.#props].flatMap((prop) => prop.scene(look, nowMs, this.#isCalm) ?? []);
  }

  /** Whether the last drawing shows something that may not be shown any more. */
  haveOutlived(): boolean {
    return [...this.#props].some((prop) => prop.hasOutlived);
  }

  /** After each drawing: reports it and asks for the next, unless something else comes first. */
  drawn(nowMs: number): void {
    clearTimeout(this.#timer);
    for (const prop of this.#props) prop.drawn(nowMs);
    const isMoving = [...this.#props].some((prop) => prop.isMoving(nowMs, this.#isCalm));
    if (!isMoving) return;
    if (this.#isSoftware) this.#timer = setTimeout(this.#onDue, SOFTWARE_GAP_MS);
    else this.#onDue();
  }

  /** Their models go with the renderer that took them in. */
  forgetAssets(): void {
    for (const prop of this.#props) prop.forgetAsset();
  }

  rebuild(): void {
    for (const prop of this.#props) prop.rebuild();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const prop of this.#props) prop.dispose();
  }
}

/** Where a hand before or behind this pane can be; nothing comes nearer to the eye than its arm. */
export function reachOfHands({ eye, pane }: { readonly eye: Vector3; readonly pane: Pane }): Reach {
  const halfM = pane.size.widthM / 2 + 0.7;
  const topM = Math.max(2.4, pane.lowerEdgeM + pane.size.heightM + 0.3);
  const nearM = Math.max(0.05, Math.min(0.6, eye[2] - 0.7));
  return { min: [-halfM, -0.3, -4], max: [halfM, topM, nearM] };
}
