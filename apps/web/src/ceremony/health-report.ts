import { effect } from "@preact/signals";
import type { SiteHealth } from "@visavis/protocol";
import type { Meeting } from "../meeting/meeting.ts";
import { faultsOf } from "../meeting/page-api.ts";

const INTERVAL_MS = 3000;
const MOST_FAULTS = 8;

/** CER-10: while somebody runs the event, he is told how this site is doing; returns the stop. */
export function reportHealth(meeting: Meeting): () => void {
  return effect(() => {
    const isWatched = meeting.lookers.value.some(({ site }) => site.role === "operator");
    if (!isWatched) return undefined;
    const tell = (): void => {
      meeting.transport.askCeremony({ type: "health", health: healthOf(meeting) });
    };
    tell();
    const timer = setInterval(tell, INTERVAL_MS);
    return () => clearInterval(timer);
  });
}

function healthOf(meeting: Meeting): SiteHealth {
  const views = meeting.remotes.peek().map(({ peer, ledger }) => {
    const { fps, freezes, total } = ledger.recent;
    const delayMs = total ? Math.max(0, total.p50) : null;
    return { peer: peer.peek().peer, fps: Math.max(0, fps), freezes, delayMs };
  });
  return { views, faults: faultsOf(meeting).slice(0, MOST_FAULTS) };
}
