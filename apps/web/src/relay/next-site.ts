import type { PeerId } from "@visavis/protocol";
import type { Meeting } from "../meeting/meeting.ts";

/** Whom this site gives to: as the ceremony orders it, else round the room, from seat to seat. */
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
  return here.find(({ peer }) => self !== null && peer > self)?.peer ?? here[0]?.peer ?? null;
}
