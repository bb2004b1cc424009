import type { CeremonyState, PeerId } from "@visavis/protocol";

/** Nothing is prepared. */
export function someCeremony(change: Partial<CeremonyState> = {}): CeremonyState {
  return {
    type: "state",
    saidAtMs: 0,
    phase: "idle",
    title: "",
    certificate: null,
    objects: [],
    order: [],
    startsAtMs: null,
    startedAtMs: null,
    kissStartedAtMs: null,
    kissS: null,
    passes: 0,
    lastPassAtMs: null,
    wantsPicture: true,
    hasPicture: false,
    suspects: [],
    ...change,
  };
}

/** One lit torch, and who has it. */
export function runningCeremony(
  holder: PeerId | null,
  change: Partial<CeremonyState> = {},
): CeremonyState {
  return someCeremony({
    phase: "running",
    certificate: "a".repeat(22),
    objects: [{ object: "torch", kind: "torch", holder, isLit: true, passes: 0 }],
    startedAtMs: 0,
    ...change,
  });
}
