import type { Hand } from "@visavis/tracking";

/** A right hand that hangs, seen by a camera. */
export function someHand(change: Partial<Hand> = {}): Hand {
  const position = change.position ?? [0.2, 1.1, 1];
  return {
    side: "right",
    state: "open",
    grip: 0,
    position,
    velocityMps: [0, 0, 0],
    onPersonPlane: position,
    axis: [0, 1, 0],
    extension: 0,
    confidence: 1,
    source: "hand",
    atMs: 0,
    ...change,
  };
}
