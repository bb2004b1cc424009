import { subtract, type Vector3 } from "@visavis/pane";
import { add, type Pose, scale, slerp, turnBetween, unitRotation } from "./rotation.ts";

/** What was heard of a thing's way: the last few poses, oldest first. */
export interface PoseTrack {
  readonly samples: readonly PoseSample[];
}

export interface PoseSample {
  readonly atMs: number;
  readonly pose: Pose;
}

/** Where a hand can be: everything else is brought to the border of it. */
export interface Reach {
  readonly min: Vector3;
  readonly max: Vector3;
}

export const NO_TRACK: PoseTrack = { samples: [] };
/** Deep enough for a late packet, short enough not to be felt. */
export const BUFFER_MS = 100;
const MAX_AHEAD_MS = 150;
const KEPT_SAMPLES = 16;
/** Beyond this a number is a mistake or an attack, not an arm. */
const MAX_COORDINATE_M = 20;
const MAX_SPEED_M_PER_S = 4;
const STILL_M = 5e-4;
const STILL_RAD = 2e-3;

/** Null for a pose that cannot be: it is refused, the track stays as it is. */
export function nextTrack(track: PoseTrack, sample: PoseSample, reach: Reach): PoseTrack | null {
  const rotation = unitRotation(sample.pose.rotation);
  const { position } = sample.pose;
  const isSane =
    Number.isFinite(sample.atMs) && position.every((value) => Math.abs(value) <= MAX_COORDINATE_M);
  if (!isSane || !rotation) return null;
  const kept = { atMs: sample.atMs, pose: { position: clampTo(position, reach), rotation } };
  // Late ones lost their turn: going back would be seen. Of two at one time the second counts.
  if (track.samples.some(({ atMs }) => atMs > sample.atMs)) return track;
  const earlier = track.samples.filter(({ atMs }) => atMs < sample.atMs);
  return { samples: [...earlier.slice(1 - KEPT_SAMPLES), kept] };
}

/** The pose at a moment: between two known ones, or a little beyond the last. */
export function poseAt({ samples }: PoseTrack, atMs: number): Pose | null {
  const last = samples.at(-1);
  if (!last) return null;
  const index = samples.findIndex((sample) => sample.atMs > atMs);
  if (index === 0) return samples[0]?.pose ?? null;
  const [from, to] = [samples[index - 1], samples[index]];
  if (from && to && index > 0) return between(from, to, (atMs - from.atMs) / (to.atMs - from.atMs));
  return ahead(samples, last, atMs);
}

/** Whether anything newer than that differs from the last pose; saying the same again is no motion. */
export function hasMovedSince({ samples }: PoseTrack, sinceMs: number): boolean {
  const last = samples.at(-1);
  if (!last) return false;
  const first = samples.findLastIndex(({ atMs }) => atMs <= sinceMs);
  // The first that is known of a thing moves it there.
  if (samples.length === 1) return last.atMs > sinceMs;
  return samples.slice(Math.max(0, first)).some(({ pose }) => !isSamePose(pose, last.pose));
}

function isSamePose(a: Pose, b: Pose): boolean {
  const [way, turn] = [subtract(a.position, b.position), turnBetween(a.rotation, b.rotation)];
  return Math.hypot(...way) < STILL_M && turn < STILL_RAD;
}

function clampTo(point: Vector3, { min, max }: Reach): Vector3 {
  const at = (i: 0 | 1 | 2): number => Math.max(min[i], Math.min(max[i], point[i]));
  return [at(0), at(1), at(2)];
}

function between(from: PoseSample, to: PoseSample, share: number): Pose {
  const way = subtract(to.pose.position, from.pose.position);
  return {
    position: add(from.pose.position, scale(way, share)),
    rotation: slerp(from.pose.rotation, to.pose.rotation, share),
  };
}

/** Goes on as it went, slowing down, and stops after a while: silence is not motion. */
function ahead(samples: readonly PoseSample[], last: PoseSample, atMs: number): Pose {
  const before = samples.findLast((sample) => last.atMs - sample.atMs >= 15);
  if (!before || last.atMs - before.atMs > 2 * MAX_AHEAD_MS) return last.pose;
  const way = subtract(last.pose.position, before.pose.position);
  const speed = (Math.hypot(...way) / (last.atMs - before.atMs)) * 1000;
  if (!(speed > 0)) return last.pose;
  const sinceMs = Math.max(0, Math.min(MAX_AHEAD_MS, atMs - last.atMs));
  const slowedMs = sinceMs - (sinceMs * sinceMs) / (2 * MAX_AHEAD_MS);
  const step = Math.min(speed, MAX_SPEED_M_PER_S) / speed / (last.atMs - before.atMs);
  const position = add(last.pose.position, scale(way, step * slowedMs));
  return { position, rotation: last.pose.rotation };
}
