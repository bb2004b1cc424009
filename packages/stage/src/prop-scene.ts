import { cross, dot, IDENTITY4, type Matrix4, subtract, type Vector3 } from "@visavis/pane";
import { FLASH_MS, type Flash } from "./prop-life.ts";
import type { PropMesh } from "./prop-mesh.ts";
import { add, direction, mix, pointOf, type Pose, poseMatrix, rotate, scale } from "./rotation.ts";
import { boundsOf, cubeAround, type PropAsset, type SceneItem } from "./scene-item.ts";
import type { Uniforms } from "./gl-program.ts";

/** One thing as the scene needs it at this moment. */
export interface SceneProp {
  readonly id: string;
  readonly pose: Pose;
  /** 0 to 1 each; see the prop's life. */
  readonly presence: number;
  readonly solidity: number;
  readonly flame: number;
  readonly ember: number;
  /** Share of full light that falls on others now, flicker included. */
  readonly light: number;
  readonly flameAt: Vector3;
  /** Of the air against the fire, metres a second. */
  readonly drift: Vector3;
  /** 0 to 1; null without smoke. */
  readonly smokeAge: number | null;
  readonly flashes: readonly Flash[];
  /** Where it crosses the pane, while it is late on its way. */
  readonly flightAt: Vector3 | null;
  readonly isCalm: boolean;
  readonly nowMs: number;
  readonly timeS: number;
  readonly mesh: PropMesh;
  readonly asset: PropAsset | null;
  readonly reachM: number;
  /** Corners of the box around it, in its own frame. */
  readonly box: readonly Vector3[];
}

/** A fire that shines on others. */
export interface SceneLight {
  readonly at: Vector3;
  readonly strength: number;
}

/** What is drawn just behind whatever stands nearer than `zM`. */
export interface Layer<Picture> {
  readonly zM: number;
  readonly items: readonly SceneItem<Picture>[];
}

/** What a prop's drawing depends on besides itself. */
export interface LayerInput {
  readonly clip: Matrix4;
  readonly eye: Vector3;
  /** The z of the figures' planes. */
  readonly planes: readonly number[];
  readonly lights: readonly SceneLight[];
}

type Item = SceneItem<never>;

export function lightsOf(props: readonly SceneProp[]): SceneLight[] {
  return props
    .filter(({ light }) => light > 0)
    .map(({ flameAt, light }) => ({ at: flameAt, strength: light }))
    .toSorted((a, b) => b.strength - a.strength)
    .slice(0, 2);
}

/**
 * A prop from far to near. Where it reaches through the plane of a figure (`planes`, their z), the
 * part behind goes under that figure and the part before it goes over.
 */
export function propLayers(prop: SceneProp, input: LayerInput): Layer<never>[] {
  const { clip, eye, planes } = input;
  const fire = { zM: fireZ(prop, planes), items: bodyless(prop, clip, eye) };
  return [...bodyLayers(prop, input), fire, ...flightLayer(prop, clip, eye)];
}

/** Fire comes after the body that holds it, unless a figure stands between the two. */
function fireZ({ flameAt, pose }: SceneProp, planes: readonly number[]): number {
  const [bodyZ, flameZ] = [pose.position[2], flameAt[2]];
  if (flameZ >= bodyZ) return flameZ;
  const between = planes.filter((plane) => plane > flameZ && plane <= bodyZ);
  return between.length > 0 ? Math.min(...between) - 1e-7 : bodyZ;
}

function bodyLayers(prop: SceneProp, input: LayerInput): Layer<never>[] {
  if (prop.presence === 0) return [];
  const { pose, reachM } = prop;
  const z = pose.position[2];
  const cuts = input.planes.filter((plane) => Math.abs(plane - z) < reachM);
  // A loaded model is drawn whole, on the side of its middle.
  const inner = prop.asset ? [] : cuts.toSorted((a, b) => a - b);
  const ends = [Number.NEGATIVE_INFINITY, ...inner, Number.POSITIVE_INFINITY];
  return inner.concat(ends.at(-1) ?? 0).map((far, i) => {
    const near = ends[i] ?? Number.NEGATIVE_INFINITY;
    const slice: Slice = [Math.max(near, -1e3), Math.min(far, 1e3)];
    const zM = i === 0 ? Math.min(z, far - 1e-6) : near;
    return { zM, items: [bodyItem(prop, { ...input, slice, part: i })] };
  });
}

type Slice = readonly [farZ: number, nearZ: number];

interface BodyInput extends LayerInput {
  readonly slice: Slice;
  readonly part: number;
}

function bodyItem(prop: SceneProp, { clip, eye, lights, slice, part }: BodyInput): Item {
  const { asset, box, flameAt, id, isCalm, light, mesh, pose, presence, reachM, solidity } = prop;
  const shining = light > 0 ? { at: flameAt, strength: light } : lights[0];
  return {
    key: asset ? `model ${id}` : `prop ${id} ${part}`,
    shape: asset ? "model" : "body",
    model: poseMatrix(pose),
    picture: null,
    mesh,
    ...(asset && { asset }),
    uniforms: {
      uEye: eye,
      uFlameAt: shining?.at ?? flameAt,
      uFlameLight: shining?.strength ?? 0,
      uSolid: solidity,
      uOpacity: presence,
      uSlice: slice,
      uTime: isCalm ? 0 : prop.timeS,
    },
    bounds: boundsOf(
      clip,
      asset ? cubeAround(pose.position, reachM) : box.map((at) => pointOf(pose, at)),
    ),
  };
}

/** Fire, smoke, sparks and flashes. */
function bodyless(prop: SceneProp, clip: Matrix4, eye: Vector3): Item[] {
  const { ember, flame, flashes, isCalm, nowMs, smokeAge } = prop;
  const bursts = isCalm ? [] : flashes.filter(({ kind }) => kind === "pass" || kind === "kiss");
  const items: Item[] = flashes.flatMap((flash, i) => flareItem(prop, flash, i, clip, eye) ?? []);
  if (flame > 0) items.push(flameItem(prop, clip, eye, { size: flame, strength: 1, halo: 1 }));
  else if (ember > 0) {
    items.push(flameItem(prop, clip, eye, { size: ember * 0.5, strength: ember * 0.8, halo: 0 }));
  }
  if (smokeAge !== null) items.push(smokeItem(prop, clip, eye, smokeAge));
  bursts.slice(-1).forEach((flash) => {
    const sinceS = (nowMs - flash.startMs) / 1000;
    items.push(sparksItem(prop, clip, eye, { ...BURSTS[flash.kind], at: flash.at, sinceS }));
  });
  if (flame > 0 && bursts.length === 0 && !isCalm) {
    const count = 0.4 * flame;
    items.push(sparksItem(prop, clip, eye, { ...EMBERS, uCount: count, at: prop.flameAt }));
  }
  return items;
}

const FLAME_HALF_M = 0.07;
const FLAME_HEIGHT_M = 0.29;
const FLAME_BOX = [-0.28, -0.2, 0.28, 0.48] as const;
const UP: Vector3 = [0, 1, 0];

interface FlameInput {
  readonly size: number;
  readonly strength: number;
  readonly halo: number;
}

/** Fire stands upright in still air, whatever holds it, and leans back when it is carried. */
function flameItem(prop: SceneProp, clip: Matrix4, eye: Vector3, input: FlameInput): Item {
  const { drift, flameAt, id, isCalm, light, pose, timeS } = prop;
  const axis = rotate(pose.rotation, UP);
  const up = direction(mix(UP, axis, 0.3)) ?? UP;
  const right = direction(cross(up, subtract(eye, flameAt))) ?? [1, 0, 0];
  const lean = Math.max(-0.7, Math.min(0.7, dot(drift, right) * 0.45));
  return billboard(`flame ${id}`, "flame", {
    clip,
    eye,
    at: flameAt,
    up,
    box: FLAME_BOX,
    uniforms: {
      uTime: isCalm ? 1.3 : timeS,
      uFlame: input.size,
      uStrength: input.strength,
      uHalo: 0.34 * input.halo * Math.min(1.15, light),
      uLean: lean,
      uFlameSize: [FLAME_HALF_M, FLAME_HEIGHT_M],
    },
  });
}

function smokeItem(prop: SceneProp, clip: Matrix4, eye: Vector3, age: number): Item {
  const uniforms = { uAge: age, uTime: prop.isCalm ? 0 : prop.timeS };
  const box = [-0.16, 0, 0.16, 0.55] as const;
  return billboard(`smoke ${prop.id}`, "smoke", {
    clip,
    eye,
    at: prop.flameAt,
    up: UP,
    box,
    uniforms,
  });
}

const FLARES: Readonly<Record<Flash["kind"], Uniforms & { readonly uRadius: number }>> = {
  pass: { uColour: [1, 0.72, 0.38], uRing: 1, uRadius: 0.42 },
  refuse: { uColour: [0.34, 0.4, 0.5], uRing: 0, uRadius: 0.26 },
  kiss: { uColour: [0.8, 0.62, 0.38], uRing: 1, uRadius: 0.6 },
  "in-flight": { uColour: [0.7, 0.5, 0.28], uRing: 0, uRadius: 0.3 },
};

function flareItem(
  prop: SceneProp,
  { at, kind, startMs }: Flash,
  index: number,
  clip: Matrix4,
  eye: Vector3,
): Item | null {
  if (kind === "in-flight") return null;
  const age = Math.max(0, Math.min(1, (prop.nowMs - startMs) / FLASH_MS[kind]));
  const look = FLARES[kind];
  return flare(`flare ${index} ${prop.id}`, { clip, eye, at }, look, {
    uAge: age,
    uRing: prop.isCalm ? 0 : (look["uRing"] ?? 0),
  });
}

/** Between the two: a breathing light on the glass with sparks that circle in it. */
function flightLayer(prop: SceneProp, clip: Matrix4, eye: Vector3): Layer<never>[] {
  const { flightAt: at, id, isCalm, timeS } = prop;
  if (!at) return [];
  const breath = isCalm ? 0.35 : 0.35 + 0.12 * Math.sin(timeS * 5);
  const items = [
    flare(`flight ${id}`, { clip, eye, at }, FLARES["in-flight"], { uAge: breath }),
    ...(isCalm ? [] : [sparksItem(prop, clip, eye, { ...FLIGHT, at })]),
  ];
  return [{ zM: at[2], items }];
}

interface FlarePlace {
  readonly clip: Matrix4;
  readonly eye: Vector3;
  readonly at: Vector3;
}

function flare(
  key: string,
  place: FlarePlace,
  look: Uniforms & { readonly uRadius: number },
  change: Uniforms,
): Item {
  const r = look.uRadius;
  const box = [-r, -r, r, r] as const;
  return billboard(key, "flare", { ...place, up: UP, box, uniforms: { ...look, ...change } });
}

interface SparkLook {
  readonly uBurst: number;
  readonly uSpread: number;
  readonly uRise: number;
  readonly uSwirl: number;
  readonly uLife: number;
  readonly uStart: number;
  readonly uCount: number;
}

const STILL = { uBurst: 0, uSwirl: 0, uCount: 1 } as const;
const EMBERS: SparkLook = { ...STILL, uSpread: 0.07, uRise: 0.42, uLife: 1, uStart: 0.03 };
const FLIGHT: SparkLook = { ...EMBERS, uSwirl: 1, uSpread: 0.02, uRise: 0, uLife: 1, uStart: 0.13 };
const BURSTS: Readonly<Record<Flash["kind"], SparkLook>> = {
  pass: { ...STILL, uBurst: 1, uSpread: 0.75, uRise: 0.25, uLife: 0.7, uStart: 0.02 },
  kiss: { ...STILL, uBurst: 1, uSpread: 0.5, uRise: 0.6, uLife: 1.4, uStart: 0.03 },
  refuse: EMBERS,
  "in-flight": FLIGHT,
};

interface SparksInput extends SparkLook {
  readonly at: Vector3;
  /** Of a burst: since it began. */
  readonly sinceS?: number;
}

function sparksItem(prop: SceneProp, clip: Matrix4, eye: Vector3, input: SparksInput): Item {
  const { at, sinceS, uBurst, uCount, uLife, uRise, uSpread, uStart, uSwirl } = input;
  const drift: Vector3 = uBurst || uSwirl ? [0, 0, 0] : scale(prop.drift, 0.6);
  // A spark slows down: it comes this far.
  const wayS = 0.65 * uLife;
  const sideM = (uSpread * 1.1 + Math.hypot(...drift)) * wayS + uStart * 1.4 + 0.05;
  const low: Vector3 = [at[0] - sideM, at[1] - sideM - (uBurst ? 0.22 * uLife ** 2 : 0), at[2]];
  const high: Vector3 = [at[0] + sideM, at[1] + sideM + uRise * wayS + 0.12, at[2]];
  return {
    key: `sparks ${uSwirl ? "flight " : ""}${prop.id}`,
    shape: "sparks",
    model: IDENTITY4,
    picture: null,
    uniforms: {
      uBurst,
      uCount,
      uLife,
      uRise,
      uSpread,
      uStart,
      uSwirl,
      uEye: eye,
      uOrigin: add(at, [0, uBurst || uSwirl ? 0 : 0.12, 0]),
      uDrift: drift,
      uTime: sinceS ?? prop.timeS,
      uColour: [1, 0.34, 0.07],
    },
    bounds: boundsOf(clip, [low, high]),
  };
}

interface BillboardInput extends FlarePlace {
  readonly up: Vector3;
  readonly box: readonly [left: number, bottom: number, right: number, top: number];
  readonly uniforms: Uniforms;
}

function billboard(key: string, shape: Item["shape"], input: BillboardInput): Item {
  const { at, box, clip, eye, uniforms, up } = input;
  const right = direction(cross(up, subtract(eye, at))) ?? [1, 0, 0];
  const [left, bottom, width, top] = box;
  const corners = [left, width].flatMap((x) =>
    [bottom, top].map((y) => add(at, add(scale(right, x), scale(up, y)))),
  );
  return {
    key,
    shape,
    model: IDENTITY4,
    picture: null,
    uniforms: { ...uniforms, uEye: eye, uOrigin: at, uUp: up, uBox: box },
    bounds: boundsOf(clip, corners),
  };
}
