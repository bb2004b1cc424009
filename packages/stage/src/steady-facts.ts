import type { FrameFacts } from "@visavis/protocol";

/** What keeps one person's size from breathing between frames; see `nextSteady`. */
export interface SteadyFacts {
  /** The facts to place the newest frame by: its own crop, but a steady scale. */
  readonly facts: FrameFacts;
  /** The last foot row that stood on the floor, when, and at what scale. */
  readonly contact: {
    readonly footRow: number;
    readonly atMs: number;
    readonly metresPerPixel: number;
  } | null;
}

/** After a gap like this a person may stand anywhere. */
const GAP_MS = 2000;
/** So long, feet that leave the picture are taken to stand where they stood. */
const HOLD_MS = 3000;
/** A scale that changed by more than this says that the row of the feet is another one by now. */
const HOLD_SCALE = 1.2;

/**
 * One frame on. The crop is always the frame's own, so the picture never swims; the plane's
 * distance, the scale and the foot row, which noise in the matte moves, follow more slowly the
 * less they differ.
 */
export function nextSteady(last: SteadyFacts | null, facts: FrameFacts): SteadyFacts {
  const atMs = facts.capturedAtMs;
  const lastFacts = last?.facts;
  if (!lastFacts || isFresh(lastFacts, facts)) return { facts, contact: contactOf(facts, atMs) };
  const passedMs = Math.max(1, atMs - lastFacts.capturedAtMs);
  const metresPerPixel = ease(lastFacts.metresPerPixel, facts.metresPerPixel, passedMs);
  if (!facts.person) return { facts: { ...facts, metresPerPixel }, contact: last.contact };
  const seen = contactOf(facts, atMs);
  const held = isHeld(last.contact, facts) ? last.contact : null;
  const span = Math.max(1, facts.person.footRow - facts.person.topRow);
  const row = seen?.footRow ?? held?.footRow ?? facts.person.footRow;
  const footRow = last.contact ? easeWithin(last.contact.footRow, row, span, passedMs) : row;
  const hasFloorContact = seen !== null || held !== null;
  const person = {
    ...facts.person,
    planeM: ease(lastFacts.person?.planeM ?? 0, facts.person.planeM, passedMs),
    footRow: hasFloorContact ? footRow : facts.person.footRow,
    hasFloorContact,
  };
  const contact = seen ? { ...seen, footRow } : last.contact;
  return { facts: { ...facts, metresPerPixel, person }, contact };
}

function contactOf({ metresPerPixel, person }: FrameFacts, atMs: number): SteadyFacts["contact"] {
  return person?.hasFloorContact ? { footRow: person.footRow, atMs, metresPerPixel } : null;
}

function isHeld(contact: SteadyFacts["contact"], facts: FrameFacts): boolean {
  if (!contact || facts.capturedAtMs - contact.atMs > HOLD_MS) return false;
  if (contact.metresPerPixel <= 0 || facts.metresPerPixel <= 0) return true;
  const change = facts.metresPerPixel / contact.metresPerPixel;
  return change < HOLD_SCALE && change > 1 / HOLD_SCALE;
}

/** Another camera, another calibration or a long pause: nothing old holds. */
function isFresh(last: FrameFacts, next: FrameFacts): boolean {
  const passedMs = next.capturedAtMs - last.capturedAtMs;
  if (passedMs < -GAP_MS || passedMs > GAP_MS) return true;
  if (last.camera.width !== next.camera.width) return true;
  if (last.camera.height !== next.camera.height) return true;
  return (
    last.view?.focalPx !== next.view?.focalPx ||
    last.view?.heightM !== next.view?.heightM ||
    last.view?.pitchRad !== next.view?.pitchRad
  );
}

/** Zero stands for unknown: it is neither followed nor started from. */
function ease(from: number, to: number, passedMs: number): number {
  if (from <= 0 || to <= 0) return to > 0 ? to : from;
  return easeWithin(from, to, from, passedMs);
}

function easeWithin(from: number, to: number, scale: number, passedMs: number): number {
  const difference = Math.abs(to - from) / scale;
  return from + (to - from) * (1 - Math.exp(-passedMs / timeConstantMs(difference)));
}

/** Noise is below 1 %; a step forward is several per cent and must not lag, or feet would slide. */
function timeConstantMs(difference: number): number {
  if (difference > 0.04) return 80;
  if (difference > 0.01) return 250;
  return 900;
}
