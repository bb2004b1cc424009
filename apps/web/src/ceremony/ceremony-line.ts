import type { CeremonyState, PeerId } from "@visavis/protocol";

/** Something that everybody before a glass should hear once, in one line. */
export type CeremonyLine =
  | { readonly line: "holder"; readonly holder: PeerId }
  | { readonly line: "pictured" };

/** What is new between two words of the server; null when nobody need hear of it. */
export function lineBetween(
  before: CeremonyState | null,
  after: CeremonyState | null,
): CeremonyLine | null {
  if (!after || after.certificate !== before?.certificate) return null;
  const isOn = after.phase === "running";
  if (after.hasPicture && !before.hasPicture) return { line: "pictured" };
  const moved = after.objects.find(
    ({ object, holder }) =>
      holder !== null && before.objects.find((one) => one.object === object)?.holder !== holder,
  );
  return isOn && moved?.holder ? { line: "holder", holder: moved.holder } : null;
}
