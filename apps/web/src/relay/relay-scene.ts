import type { HandsState, ObjectKind, RelayRole } from "@visavis/protocol";
import type { SeenHand } from "./torch-hands.ts";

/** What the person is told; of one object, the one that matters most now. */
export interface RelayScene {
  readonly kind: ObjectKind;
  readonly role: RelayRole;
  readonly isSolid: boolean;
  readonly isOffered: boolean;
  readonly isTaken: boolean;
  readonly isLetGo: boolean;
  /** Both sides hold a torch, and one of them burns. */
  readonly canKiss: boolean;
  /** Whether a touch goes on or has just ended; its seconds are beside it. */
  readonly kiss: "none" | "touching" | "over";
  readonly kissS: number;
  readonly hand:
    | (Pick<SeenHand, "source"> & { readonly does: "nothing" | "reaches" | "holds" })
    | null;
  /** `unseen`: hands are looked for, and for a while none has been seen. */
  readonly hands: HandsState | "unseen";
}

export function isSameScene(a: RelayScene | null, b: RelayScene | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
