import type { CeremonyState, PeerId } from "@visavis/protocol";

/** The ceremony is on or just over, whoever prepared it wants a picture, and there is none. */
export function isWanted({
  phase,
  startedAtMs,
  wantsPicture,
  hasPicture,
}: Pick<CeremonyState, "hasPicture" | "phase" | "startedAtMs" | "wantsPicture">): boolean {
  const hasBegun = phase === "running" || phase === "kiss" || phase === "done";
  return wantsPicture && !hasPicture && hasBegun && startedAtMs !== null;
}

/** The end is none of its own: it is there for a ceremony in which nothing happened. */
export type Moment = "end" | "kiss" | "pass";

/** What has just come about, if that is worth a picture. */
export function momentBetween(before: CeremonyState | null, after: CeremonyState): Moment | null {
  if (!before || before.certificate !== after.certificate) return null;
  const isNew = before.phase !== after.phase;
  if (isNew && after.phase === "kiss") return "kiss";
  if (isNew && after.phase === "done") return "end";
  return after.phase === "running" && after.passes > before.passes ? "pass" : null;
}

/** Whether better may follow: with two torches the kiss is what everybody waits for. */
export function isBest(moment: Moment, { objects }: Pick<CeremonyState, "objects">): boolean {
  return moment !== "pass" || objects.length < 2;
}

/** Whoever has the first object is 0; the others follow by their names, the same on every page. */
export function turnOf(
  self: PeerId,
  sites: readonly PeerId[],
  { objects }: Pick<CeremonyState, "objects">,
): number {
  const holder = objects[0]?.holder ?? null;
  const inTurn = sites.toSorted((a, b) => {
    if (a === holder || b === holder) return a === holder ? -1 : 1;
    return a < b ? -1 : 1;
  });
  return inTurn.indexOf(self);
}
