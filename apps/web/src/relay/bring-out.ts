import type { ObjectKind, PeerId } from "@visavis/protocol";
import type { ModelName } from "../parameters.ts";

/** What a link asks for, as its parameter says it. */
export type Wanted = "scroll" | "torch" | "torches" | ModelName;

interface Planned {
  readonly object: string;
  readonly kind: ObjectKind;
  readonly starter: PeerId | null;
}

/** Two torches so that they can kiss: the first burns, the other side has the second. */
export function plannedFor(wanted: Wanted, sites: readonly PeerId[]): readonly Planned[] {
  const [starter = null, second = null] = sites;
  if (wanted === "torches") {
    return [
      { object: "torch", kind: "torch", starter },
      { object: "torch-2", kind: "torch", starter: second },
    ];
  }
  if (wanted === "torch" || wanted === "scroll") {
    return [{ object: wanted, kind: wanted, starter }];
  }
  return [{ object: wanted, kind: "model", starter }];
}
