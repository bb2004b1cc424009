import { ann, bob, cyn, Desk, type DeskOptions, OBJECT } from "./desk.ts";

/** Found by reasoning; random runs do not come by in any time that a test has. */
export interface DirectedPath {
  readonly name: string;
  /** Sites that it needs, besides Ann and Bob. */
  readonly hasThird?: boolean;
  readonly walk: (desk: Desk) => void;
}

export const directedPaths: readonly DirectedPath[] = [
  { name: "a reload while a term is closed", walk: reloadDuringRevocation },
  { name: "late copies after a reload", walk: lateCopiesAfterReload },
  { name: "a late answer to an old ping", walk: latePong },
  { name: "a holder who gives to two", hasThird: true, walk: giveToTwo },
];

/** The paths on which more than one site shows it. */
export function pathsToTwo(options: DeskOptions): string[] {
  return directedPaths.flatMap(({ name, hasThird, walk }) => {
    const desk = new Desk({ ...options, peers: hasThird ? [ann, bob, cyn] : [ann, bob] });
    walk(desk);
    return desk.solid.length > 1 ? [name] : [];
  });
}

/** A site closes a term, is loaded anew, and is handed the object in the closed term. */
function reloadDuringRevocation(desk: Desk): void {
  desk.keeper({ type: "recalled", object: OBJECT, heir: ann });
  desk.deliver("revoke", bob);
  desk.deliver("revoked", "keeper");
  desk.load(bob);
  desk.ping(bob);
  desk.deliver("ping", "keeper");
  desk.deliver("pong", bob);
  desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o1" });
  desk.deliver("offer", bob);
  desk.at(bob, { type: "accept", object: OBJECT, nonce: "n1" });
  desk.deliver("accept", ann);
  desk.at(ann, { type: "let-go", object: OBJECT });
  desk.deliver("commit", bob);
  desk.deliver("revoke", ann);
  desk.deliver("revoked", "keeper");
  desk.deliver("mint", ann);
  desk.ping(ann);
  desk.deliver("ping", "keeper");
  desk.deliver("pong", ann);
}

/** There and back; then the taker is loaded anew and late copies of the first pass reach it. */
function lateCopiesAfterReload(desk: Desk): void {
  desk.pass(ann, bob, "1");
  desk.pass(bob, ann, "2");
  desk.load(bob);
  desk.ping(bob);
  desk.deliverAll();
  desk.repeat("offer", bob);
  desk.at(bob, { type: "accept", object: OBJECT, nonce: "n3" });
  desk.repeat("commit", bob);
}

/** The answer to a ping comes when the lease that it gives is over, and the object is elsewhere. */
function latePong(desk: Desk): void {
  desk.ping(ann);
  desk.deliver("ping", "keeper");
  desk.nowMs += 10_600;
  desk.ping(bob);
  desk.deliver("ping", "keeper");
  desk.deliver("revoke", bob);
  desk.keeper({ type: "tick" });
  desk.deliver("revoke", bob);
  desk.deliver("revoked", "keeper");
  desk.deliver("mint", bob);
  desk.ping(bob);
  desk.deliver("ping", "keeper");
  desk.lose("revoke");
  desk.deliverAll();
}

/** Two accept, and a holder who lies commits to both. */
function giveToTwo(desk: Desk): void {
  const term = desk.sites.get(ann)?.batons.get(OBJECT)?.term ?? 0;
  const claim = { object: OBJECT, term, seq: 0 };
  for (const peer of [bob, cyn]) {
    const message = { type: "offer", ...claim, offer: `o${peer}`, round: 1 } as const;
    desk.give({ from: ann, to: peer, message });
    desk.at(peer, { type: "accept", object: OBJECT, nonce: `n${peer}` });
  }
  for (const peer of [bob, cyn]) {
    const incarnation = desk.sites.get(peer)?.incarnation ?? "";
    const answer = { incarnation, nonce: `n${peer}` };
    const commit = { type: "commit", ...claim, seq: 1, giver: ann, ...answer } as const;
    desk.give({ from: ann, to: peer, message: commit });
    const transfer = {
      type: "transfer",
      ...claim,
      to: peer,
      offer: `o${peer}`,
      ...answer,
    } as const;
    desk.give({ from: ann, to: "keeper", message: transfer });
    desk.deliver("commit", peer);
  }
  // What a liar's own display shows is nobody's promise.
  desk.sites.delete(ann);
}
