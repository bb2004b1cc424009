import type { PeerId } from "@visavis/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batonOf } from "../site-state.ts";
import { ann, bob, cyn, Desk, type Mail, OBJECT } from "./desk.ts";

/** What an onlooker remembers: enough to see that something was impossible. */
interface Onlooker {
  /** The newest holding that anybody has shown. */
  newest: { readonly term: number; readonly seq: number };
  /** Who showed each holding: a page's life. */
  readonly owners: Map<string, string>;
  /** Acceptances that a page's life has sent and nobody has answered. */
  readonly acceptances: Set<string>;
  nonces: number;
}

/** Looks at every site after each command. */
function check(onlooker: Onlooker, desk: Desk): void {
  const { solid } = desk;
  expect(solid.length).toBeLessThan(2);
  const [holder] = solid;
  const site = holder && desk.sites.get(holder);
  if (!site) return;
  const { term, seq } = batonOf(site, OBJECT);
  const { newest, owners } = onlooker;
  expect(term > newest.term || (term === newest.term && seq >= newest.seq)).toBe(true);
  onlooker.newest = { term, seq };
  const name = `${term} ${seq}`;
  const owner = owners.get(name);
  if (owner === undefined) {
    // The first of a term is minted; every other one answers an acceptance of this very life.
    const isTaken = onlooker.acceptances.has(`${site.incarnation} ${term} ${seq - 1}`);
    expect(seq === 0 || isTaken).toBe(true);
    owners.set(name, site.incarnation);
  } else expect(owner).toBe(site.incarnation);
}

type Act = (desk: Desk, onlooker: Onlooker) => void;

class Step implements fc.Command<Onlooker, Desk> {
  readonly #name: string;
  readonly #act: Act;

  constructor(name: string, act: Act) {
    this.#name = name;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(onlooker: Onlooker, desk: Desk): void {
    this.#act(desk, onlooker);
    check(onlooker, desk);
  }

  toString(): string {
    return this.#name;
  }
}

function accept(desk: Desk, onlooker: Onlooker, peer: PeerId): void {
  const before = desk.sites.get(peer);
  desk.at(peer, { type: "accept", object: OBJECT, nonce: `n${onlooker.nonces++}` });
  const site = desk.sites.get(peer);
  if (!site || site === before) return;
  const { term, seq } = batonOf(site, OBJECT);
  onlooker.acceptances.add(`${site.incarnation} ${term} ${seq}`);
}

const object = OBJECT;

function stepsFor(peers: readonly PeerId[]): fc.Arbitrary<Step>[] {
  const peer = fc.constantFrom(...peers);
  const index = fc.nat(20);
  const named = <Value>(
    value: fc.Arbitrary<Value>,
    name: string,
    act: (value: Value) => Act,
  ): fc.Arbitrary<Step> => value.map((one) => new Step(`${name} ${String(one)}`, act(one)));
  return [
    named(fc.tuple(peer, peer), "offers", ([from, to]) => (desk, onlooker) => {
      desk.at(from, { type: "offer", object, to, nonce: `o${onlooker.nonces++}` });
    }),
    named(peer, "lets go", (one) => (desk) => desk.at(one, { type: "let-go", object })),
    named(peer, "accepts", (one) => (desk, onlooker) => accept(desk, onlooker, one)),
    named(peer, "refuses", (one) => (desk) => desk.at(one, { type: "refuse", object })),
    named(peer, "cancels", (one) => (desk) => desk.at(one, { type: "cancel", object })),
    named(peer, "pings", (one) => (desk) => desk.ping(one)),
    named(peer, "reloads", (one) => (desk) => desk.load(one)),
    named(peer, "leaves", (one) => (desk) => {
      desk.load(one);
      desk.keeper({ type: "left", peer: one, isPolite: true });
    }),
    named(peer, "is recalled for", (heir) => (desk) => {
      desk.keeper({ type: "recalled", object, heir });
    }),
    named(fc.boolean(), "keeper restarts with its disk:", (hasDisk) => (desk) => {
      desk.restartKeeper(hasDisk);
    }),
    named(fc.constantFrom(60, 700, 2500, 4000, 11_000), "ms pass:", (ms) => (desk) => {
      desk.nowMs += ms;
      desk.keeper({ type: "tick" });
      for (const one of peers) desk.at(one, { type: "tick", isRendering: true });
    }),
    // The first ones are the oldest; most often mail comes in some order like that.
    ...[0, 1, 2].map((at) =>
      named(fc.constant(at), "delivers", () => (desk) => desk.deliverAt(at)),
    ),
    named(index, "delivers", (at) => (desk) => desk.deliverAt(at)),
    named(index, "repeats", (at) => (desk) => desk.repeatAt(at)),
    named(index, "loses", (at) => (desk) => desk.loseAt(at)),
  ];
}

const newOnlooker = (): Onlooker => ({
  newest: { term: 0, seq: 0 },
  owners: new Map(),
  acceptances: new Set(),
  nonces: 0,
});

describe.each([
  ["two", [ann, bob]],
  ["three", [ann, bob, cyn]],
] as const)("with %s sites", (_, peers) => {
  test("[RELAY-1] [RELAY-6] [RELAY-10] whatever people, pages and the network do in whatever order", () => {
    const commands = fc.commands(stepsFor(peers), { maxCommands: 120, size: "max" });
    fc.assert(
      fc.property(commands, (steps) => {
        fc.modelRun(() => ({ model: newOnlooker(), real: new Desk({ peers }) }), steps);
      }),
      { numRuns: 400 },
    );
  });

  test("[RELAY-1] [RELAY-16] however the scheduler orders a pass, at most one shows it, and one in the end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, isRecalled) => {
        const desk = new Desk({ peers });
        const [giver, taker] = peers;
        let most = 0;
        const arrive = async (mail: Mail): Promise<void> => {
          await scheduler.schedule(Promise.resolve(), mail.message.type);
          desk.give(mail);
          most = Math.max(most, desk.solid.length);
        };
        desk.onMail = (mail) => {
          void arrive(mail);
        };
        const people = scheduler.scheduleSequence([
          async () => desk.at(giver, { type: "offer", object, to: taker, nonce: "o1" }),
          async () => desk.at(taker, { type: "accept", object, nonce: "n1" }),
          async () => isRecalled && desk.keeper({ type: "recalled", object, heir: taker }),
          async () => desk.at(giver, { type: "let-go", object }),
        ]);
        await scheduler.waitIdle();
        expect((await people.task).faulty).toBe(false);
        for (let i = 0; i < 8; i++) {
          desk.nowMs += 2100;
          desk.keeper({ type: "tick" });
          for (const peer of peers) desk.at(peer, { type: "tick", isRendering: true });
          await scheduler.waitIdle();
        }
        // Whoever was offered it and never answered leaves it where it was.
        expect({ most, last: desk.solid.length }).toEqual({ most: 1, last: 1 });
      }),
      { numRuns: 200 },
    );
  });
});
