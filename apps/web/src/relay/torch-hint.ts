import type { RelayScene } from "./relay-scene.ts";

/** What a person is told to do now; a sentence for each in the locales, under `torch.hint`. */
export type TorchHint =
  | "closeToTake"
  | "comes"
  | "givenAway"
  | "holdOutToGive"
  | "holdOutToTake"
  | "openToGive"
  | "pressToGive"
  | "pressToTake"
  | "takesIt"
  | "touch"
  | "waitForThem";

/** Null while there is nothing to be said. Pure. */
export function torchHint(scene: RelayScene): TorchHint | null {
  const { canKiss, hands, isLetGo, isOffered, isSolid, isTaken, kiss, role } = scene;
  const seesHands = hands === "ready" || hands === "starting";
  if (kiss !== "none") return null;
  switch (role) {
    case "none":
      return isOffered ? hintToTaker(scene, seesHands) : null;
    case "reserved":
      return "comes";
    case "offered":
      if (isTaken) return isLetGo ? "givenAway" : seesHands ? "openToGive" : "takesIt";
      return "waitForThem";
    case "passed":
      return "givenAway";
    case "held":
      if (!isSolid) return null;
      if (canKiss) return "touch";
      return seesHands ? "holdOutToGive" : "pressToGive";
  }
}

function hintToTaker({ hand }: RelayScene, seesHands: boolean): TorchHint {
  if (hand && hand.source !== "input" && hand.does !== "nothing") return "closeToTake";
  return seesHands ? "holdOutToTake" : "pressToTake";
}
