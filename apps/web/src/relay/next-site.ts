import type { PeerId } from "@visavis/protocol";
import type { Meeting } from "../meeting/meeting.ts";

/** Whom this site gives to: as the ceremony orders it, else round the room. */
export function nextSite({ ceremony, remotes, transport }: Meeting): PeerId | null {
  const { self, peers } = transport;
  const here = remotes
    .peek()
    .map(({ peer }) => peer.peek())
    .filter(({ isAway }) => !isAway);
  const order = ceremony.peek()?.order ?? [];
  const mine = self ? order.indexOf(self) : -1;
  const planned = order[(mine + 1) % Math.max(1, order.length)];
  if (mine >= 0 && planned && peers.some(({ peer }) => peer === planned)) return planned;
  return nextInRing(
    here.map(({ peer }) => peer),
    self,
  );
}

/** All sites order each other alike, so that nobody is left out. */
export function nextInRing(others: readonly PeerId[], self: PeerId | null): PeerId | null {
  const ring = others.toSorted();
  return ring.find((peer) => self !== null && peer > self) ?? ring[0] ?? null;
}
