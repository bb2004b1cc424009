import type { Peer, PeerId } from "@visavis/protocol";
import type { HeardHealth } from "./operator-room.ts";

/** How one site is seen on another's glass. */
export interface SiteView {
  readonly by: PeerId;
  readonly fps: number;
  readonly freezes: number;
  readonly delayMs: number | null;
}

export interface ShownHealth {
  readonly tone: "danger" | "good" | "plain" | "warning";
  readonly faults: readonly string[];
  readonly seenBy: readonly SiteView[];
}

/** A page that has said nothing for so long may not be what it was. */
const STALE_MS = 10_000;
const LEAST_FPS = 12;
const MOST_DELAY_MS = 500;

/** A site is as well as the others see it. */
export function healthOf(
  { peer, isAway, site }: Peer,
  heard: ReadonlyMap<PeerId, HeardHealth>,
  nowMs: number,
): ShownHealth {
  const fresh = [...heard].filter(([, { atMs }]) => nowMs - atMs < STALE_MS);
  const seenBy = fresh.flatMap(([by, { health }]) =>
    health.views
      .filter((view) => view.peer === peer && by !== peer)
      .map(({ fps, freezes, delayMs }) => ({ by, fps, freezes, delayMs })),
  );
  const faults = fresh.find(([by]) => by === peer)?.[1].health.faults ?? [];
  if (isAway) return { tone: "danger", faults, seenBy };
  const isPoor = seenBy.some(
    ({ fps, delayMs }) => (fps < LEAST_FPS && !site.isCameraOff) || (delayMs ?? 0) > MOST_DELAY_MS,
  );
  if (faults.length > 0 || isPoor) return { tone: "warning", faults, seenBy };
  return { tone: seenBy.length > 0 ? "good" : "plain", faults, seenBy };
}
