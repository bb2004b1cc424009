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

/** Something was just handed over, or a kiss has begun. */
export function isMoment(before: CeremonyState | null, after: CeremonyState): boolean {
  if (!before || before.certificate !== after.certificate) return false;
  const isKiss = after.phase === "kiss" && before.phase !== "kiss";
  return isKiss || (after.phase === "running" && after.passes > before.passes);
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
