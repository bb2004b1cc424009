import { setTimeout as sleep } from "node:timers/promises";
import { encodePose, parsePeerId, type PeerId } from "@visavis/protocol";
import { accountOf } from "@visavis/rehearsal";
import type { RelayMessage } from "@visavis/relay";
import { expect } from "vitest";
import { hostile, type HostilePage, takeOver } from "./hostile-page.ts";
import { needs, whyNoBrowser } from "./need.ts";
import { openOperator, order } from "./operator-page.ts";
import { holderIn, openTorchLab, passOn, type TorchLab, type TorchSite } from "./torch-lab.ts";
import { until } from "./until.ts";

const OBJECT = "torch";

needs(whyNoBrowser())(
  "[RELAY-20] [RELAY-26] [RELAY-13] [RELAY-24] [POSE-2] a page that lies in every way gives nobody a second torch, is named, and is removed",
  async () => {
    await using lab = await openTorchLab({
      sites: ["ann", "bob", "eve"],
      seed: 1,
      paceMs: null,
      isPlain: true,
      prepare: async (booth, site) => (site === "eve" ? takeOver(booth.page) : undefined),
    });
    const [ann, bob, third] = lab.sites;
    if (!ann || !bob || !third) throw new Error("three sites");
    const honest = { sites: [ann, bob] };
    const guests = [await guestOf(ann), await guestOf(bob)] as const;
    const eve = await hostile(third.booth.page);
    const operator = await third.booth.page.context().newPage();
    await openOperator(operator, lab.link);
    // Round the two of them, and her once; what their links brought out is over first.
    await order(operator, { type: "finish" });
    await order(operator, { type: "clear" });
    const objects = [{ object: OBJECT, kind: "torch", starter: guests[0].peer }];
    const round = guests.map(({ peer }) => peer);
    await order(operator, { type: "prepare", title: "", objects, order: round });
    await order(operator, { type: "start", inMs: 0 });
    await until(() => holderIn(honest) === ann);
    await order(operator, { type: "recall", object: OBJECT, heir: eve.self });
    const { term } = await mintFor(eve);

    // She holds it, offers it to both, and gives it to both, by every way there is.
    const given: Said[] = [];
    for (const guest of guests) {
      given.push(...gifts(eve, guest.peer, await acceptanceOf(eve, term, guest)));
    }
    await sayAll(eve, given);
    await until(() => holderIn(honest) !== null);
    const [first, second] = holderIn(honest) === ann ? [ann, bob] : [bob, ann];
    await sayAll(eve, given);
    await expectNamed(lab, eve, "two-timing");
    expect(holderIn(honest)?.name).toBe(first.name);
    expect(second.glass.last?.isSolid ?? false).toBe(false);

    // What was true once is said again after the torch has gone on.
    expect((await passOn(honest))?.name).toBe(second.name);
    await sayAll(eve, [...given, ...given]);
    await sayAll(eve, forgeries(eve, term, guests));
    await expectNamed(lab, eve, "not-for-the-keeper");
    await expectNamed(lab, eve, "transfer-without-holding");
    await expectNamed(lab, eve, "holding-without-commit");
    await expectNamed(lab, eve, "unknown-term");
    expect(holderIn(honest)?.name).toBe(second.name);

    // Poses from nowhere, pieces of nothing, and more of them than anybody can read.
    for (const bytes of absurdPoses(term)) await eve.packet(2, bytes, 300);
    await eve.packet(1, [...new TextEncoder().encode('{"type":"commit"')]);
    expect((await passOn(honest))?.name).toBe(first.name);

    const { incarnation } = eve;
    const ping: RelayMessage = { type: "ping", incarnation, sentAtMs: 0, holdings: [] };
    await eve.tell("keeper", ping, 1000);
    await expectNamed(lab, eve, "flood");
    await order(operator, { type: "remove", peer: eve.self });
    await until(() => lab.server.said.includes("an operator removed a page"));
    expect((await passOn(honest))?.name).toBe(second.name);

    for (const { booth } of honest.sites) expect(booth.errors).toEqual([]);
    const { doubles, backwardFrames, sharedHoldings } = accountOf([ann.glass, bob.glass]);
    expect({ doubles, backwardFrames, sharedHoldings }).toEqual({
      doubles: [],
      backwardFrames: 0,
      sharedHoldings: 0,
    });
  },
);

type Said = readonly [to: string, message: RelayMessage];

async function sayAll(eve: HostilePage, all: readonly Said[]): Promise<void> {
  for (const [to, message] of all) {
    await eve.tell(to, message);
    await eve.packet(1, [...new TextEncoder().encode(JSON.stringify(message))]);
  }
}

async function mintFor(eve: HostilePage): Promise<{ readonly term: number }> {
  const { incarnation } = eve;
  for (;;) {
    const messages = (await eve.heard()).map(({ message }) => message);
    const mint = messages.find((message) => message.type === "mint");
    if (mint?.type === "mint") {
      const { object, term } = mint;
      await eve.tell("keeper", { type: "held", object, term, seq: 0, incarnation });
      return { term };
    }
    await sleep(50);
  }
}

type Accept = Extract<RelayMessage, { type: "accept" }>;

/** An honest site, by the name that the room has for it. */
interface Guest {
  readonly site: TorchSite;
  readonly peer: PeerId;
}

async function guestOf(site: TorchSite): Promise<Guest> {
  const self = await site.booth.page.evaluate(() => window.visavis?.torch()?.self ?? "");
  return { site, peer: parsePeerId(self) };
}

/** Each reaches for what is held out, and says so. */
async function acceptanceOf(
  eve: HostilePage,
  term: number,
  { site, peer }: Guest,
): Promise<Accept> {
  void site.booth.passTorch().catch(() => false);
  for (;;) {
    const claim = { object: OBJECT, term, seq: 0 } as const;
    await eve.tell(peer, { type: "offer", ...claim, offer: `o${site.name}`, round: 1 });
    const heard = await eve.heard();
    const accepted = heard.find(({ from, message }) => from === peer && message.type === "accept");
    if (accepted?.message.type === "accept") return accepted.message;
    await sleep(100);
  }
}

/** The same thing to this one, too: through the keeper, and behind its back. */
function gifts(eve: HostilePage, to: PeerId, accepted: Accept): Said[] {
  const { object, term, seq, offer, incarnation, nonce } = accepted;
  const answer = { incarnation, nonce };
  const giver = parsePeerId(eve.self);
  return [
    [to, { type: "commit", object, term, seq: seq + 1, giver, ...answer }],
    ["keeper", { type: "transfer", object, term, seq, to, offer, ...answer }],
  ];
}

/** Claims of another's, the keeper's own messages, and counts and terms that cannot be. */
function forgeries(eve: HostilePage, term: number, [ann, bob]: readonly [Guest, Guest]): Said[] {
  const { incarnation } = eve;
  const claim = { object: OBJECT, term, seq: 5 } as const;
  const answer = { incarnation, nonce: "n1" };
  const commit = { type: "commit", ...claim, giver: bob.peer, ...answer } as const;
  const transfer = { type: "transfer", ...claim, to: ann.peer, offer: "o1", ...answer } as const;
  const mint = {
    type: "mint",
    object: OBJECT,
    term: term + 9,
    mode: "direct",
    incarnation,
  } as const;
  const lease = { object: OBJECT, term: term + 9, mode: "direct" } as const;
  const pong: RelayMessage = { type: "pong", incarnation, sentAtMs: 0, leases: [lease] };
  const toKeeper: RelayMessage[] = [
    { ...transfer, seq: 2 },
    { type: "held", ...claim, seq: 9, incarnation },
    { type: "held", ...claim, term: term + 1000, incarnation },
    mint,
  ];
  const toAnn: RelayMessage[] = [
    commit,
    mint,
    pong,
    { type: "revoke", object: OBJECT, term: term + 9 },
    { type: "holder", ...claim, holder: parsePeerId(eve.self) },
    { type: "ack", ...claim },
  ];
  return [
    ...toKeeper.map((message) => ["keeper", message] as const),
    ...toAnn.map((message) => [ann.peer, message] as const),
  ];
}

/** Not a number, beyond the walls, of another version, cut short, and of a holding that is yet to come. */
function absurdPoses(term: number): readonly (readonly number[])[] {
  const pose = encodePose({
    object: OBJECT,
    term: term + 50,
    seq: 99,
    sentAtMs: 0,
    positionM: [0, 1, 0.3],
    rotation: [0, 0, 0, 1],
    isInHand: true,
  });
  const [plain, beyond, nowhere, unturned] = [pose, pose, pose, pose].map(
    (bytes) => new Uint8Array(bytes.slice(0)),
  );
  if (!plain || !beyond || !nowhere || !unturned) throw new Error("four poses");
  new DataView(beyond.buffer).setFloat32(17, 1e30);
  new DataView(nowhere.buffer).setFloat32(21, Number.NaN);
  unturned.fill(0, 29, 37);
  const another = plain.with(0, 9);
  return [plain, beyond, nowhere, unturned, another, plain.subarray(0, 20), []].map((bytes) =>
    Array.from(bytes),
  );
}

/** The server's log names what she did, and her. */
async function expectNamed({ server }: TorchLab, eve: HostilePage, what: string): Promise<void> {
  const isNamed = (line: string): boolean =>
    line.includes(`what=${what} `) && line.includes(eve.self);
  await until(() => server.said.split("\n").some(isNamed), {
    otherwise: `${what} was not named`,
  });
}
