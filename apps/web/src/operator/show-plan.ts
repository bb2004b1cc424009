import type { CeremonyRequest, CeremonyState, Peer, PeerId } from "@visavis/protocol";

/** What an operator has in mind before it is prepared. */
export interface ShowPlan {
  readonly title: string;
  /** Two torches: the second is lit from the first by a kiss. */
  readonly torches: 1 | 2;
  /** The order in which people have the torch; those left out are not in it. */
  readonly order: readonly PeerId[];
  readonly wantsPicture: boolean;
}

const OBJECTS = ["torch", "torch-2"] as const;

/** The first of the order has the torch, the second has the other one, if there is another. */
export function prepareRequest({ title, torches, order, wantsPicture }: ShowPlan): CeremonyRequest {
  const objects = OBJECTS.slice(0, torches).map((object, i) => ({
    object,
    kind: "torch" as const,
    starter: order[i] ?? null,
  }));
  return { type: "prepare", title, objects, order: [...order], wantsPicture };
}

/** The same order with one moved a place to the front. */
export function movedUp(order: readonly PeerId[], peer: PeerId): readonly PeerId[] {
  const at = order.indexOf(peer);
  const before = order[at - 1];
  if (at < 1 || before === undefined) return order;
  return [...order.slice(0, at - 1), peer, before, ...order.slice(at + 1)];
}

/** Those who came take their places at the end; those who left lose theirs. */
export function followed(order: readonly PeerId[], sites: readonly Peer[]): readonly PeerId[] {
  const present = sites.map(({ peer }) => peer);
  const stayed = order.filter((peer) => present.includes(peer));
  const came = present.filter((peer) => !order.includes(peer));
  return came.length === 0 && stayed.length === order.length ? order : [...stayed, ...came];
}

/** Prepared, and somebody who has a part in it is no longer in the room. */
export function missingFrom({ order }: CeremonyState, peers: readonly Peer[]): number {
  return order.filter((peer) => !peers.some((one) => one.peer === peer)).length;
}
