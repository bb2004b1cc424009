import { type PeerId, parsePageId, parsePeerId, type ServerMessage } from "@visavis/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ABSENCE_MS, type Link, Room } from "./room.ts";
import { FIRST_VIEWER_SEAT } from "./seats.ts";
import { SITE } from "./testing/visiting-page.ts";

const ann = parsePeerId("annannann");
const bob = parsePeerId("bobbobbob");
const eve = parsePeerId("eveeveeve");
const pageOne = parsePageId("pageone11");
const pageTwo = parsePageId("pagetwo22");

class HeardLink implements Link {
  readonly heard: ServerMessage[] = [];
  refusal: string | null = null;

  send(message: ServerMessage): void {
    this.heard.push(message);
  }

  refuse(code: string): void {
    this.refusal = code;
  }
}

function enter(
  room: Room,
  peer: PeerId,
  options: { page?: string; role?: "booth" | "view"; wishedSeat?: number } = {},
) {
  const link = new HeardLink();
  const { page = `${peer}page`, role = "booth", wishedSeat } = options;
  const entered = room.enter({
    peer,
    page: parsePageId(page),
    site: { ...SITE, role },
    link,
    ...(wishedSeat !== undefined && { wishedSeat }),
  });
  return { link, ...entered };
}

const describeTo = (to: PeerId, fromPage: string, toPage: string) => ({
  type: "describe" as const,
  to,
  fromPage: parsePageId(fromPage),
  toPage: parsePageId(toPage),
  description: { type: "offer" as const, sdp: "v=0" },
});

describe("room", () => {
  const caps = { sites: 2, viewers: 1 };

  test("[ROOM-2] introduces a newcomer to those present, and those present to him", () => {
    const room = new Room(caps);
    const first = enter(room, ann);
    const second = enter(room, bob);
    expect(first.others).toEqual([]);
    expect(second.others).toEqual([expect.objectContaining({ peer: ann, seat: 0, isAway: false })]);
    expect(first.link.heard).toEqual([
      { type: "peer-joined", peer: expect.objectContaining({ peer: bob, seat: 1 }) },
    ]);
  });

  test("[ROOM-3] sites and viewers are counted apart, and one too many is refused", () => {
    const room = new Room(caps);
    enter(room, ann);
    enter(room, bob);
    expect(() => enter(room, eve)).toThrow(expect.objectContaining({ code: "room-full" }));
    expect(enter(room, eve, { role: "view" }).seat).toBe(FIRST_VIEWER_SEAT);
    expect(() => enter(room, parsePeerId("danielaa"), { role: "view" })).toThrow(
      expect.objectContaining({ code: "room-full" }),
    );
  });

  test("[ROOM-4] keeps the seat of a page that fell silent for a minute, then lets it go", () => {
    const room = new Room(caps);
    const { link } = enter(room, ann);
    const other = enter(room, bob).link;
    room.lose(ann, link, 1000, "silent");
    expect(other.heard.at(-1)).toEqual({
      type: "peer-changed",
      peer: expect.objectContaining({ peer: ann, isAway: true }),
    });
    room.expire(1000 + ABSENCE_MS.silent - 1);
    expect(() => enter(room, eve)).toThrow(expect.objectContaining({ code: "room-full" }));
    room.expire(1000 + ABSENCE_MS.silent);
    expect(other.heard.at(-1)).toEqual({ type: "peer-left", peer: ann });
    expect(enter(room, eve).seat).toBe(0);
  });

  test("[ROOM-4] a page that its browser ended is waited for no longer than a reload takes", () => {
    const room = new Room(caps);
    const { link } = enter(room, ann);
    room.lose(ann, link, 1000, "ended");
    room.expire(1000 + ABSENCE_MS.ended - 1);
    expect(room.peers).toHaveLength(1);
    room.expire(1000 + ABSENCE_MS.ended);
    expect(room.isEmpty).toBe(true);
  });

  test("[ROOM-4] a page that comes back finds its seat, and the others learn of its new life", () => {
    const room = new Room(caps);
    const { link } = enter(room, ann, { page: pageOne });
    const other = enter(room, bob).link;
    room.lose(ann, link, 0, "silent");
    expect(enter(room, ann, { page: pageTwo }).seat).toBe(0);
    expect(other.heard.at(-1)).toEqual({
      type: "peer-changed",
      peer: expect.objectContaining({ peer: ann, page: pageTwo, isAway: false }),
    });
  });

  test("[ROOM-4] after the room was forgotten, a wished seat is given if it is free", () => {
    const room = new Room(caps);
    expect(enter(room, bob, { wishedSeat: 1 }).seat).toBe(1);
    expect(enter(room, ann, { wishedSeat: 1 }).seat).toBe(0);
  });

  test("[J3] the newest connection of a seat wins, and the old one is told", () => {
    const room = new Room(caps);
    const old = enter(room, ann, { page: pageOne });
    const now = enter(room, ann, { page: pageTwo });
    expect(old.link.refusal).toBe("replaced");
    expect(now.seat).toBe(old.seat);
    room.lose(ann, old.link, 0, "silent");
    room.leave(ann, old.link);
    expect(room.peers).toEqual([expect.objectContaining({ page: pageTwo, isAway: false })]);
  });

  test("[ROOM-5] what is said to an absent page waits for it, but not for its next life", () => {
    const room = new Room(caps);
    const { link } = enter(room, ann, { page: pageOne });
    const bobs = enter(room, bob, { page: pageTwo }).link;
    room.lose(ann, link, 0, "silent");
    room.relay(bob, bobs, describeTo(ann, pageTwo, pageOne));
    const back = enter(room, ann, { page: pageOne });
    expect(room.takeHeld(ann)).toEqual([expect.objectContaining({ type: "describe", from: bob })]);
    room.lose(ann, back.link, 0, "silent");
    room.relay(bob, bobs, describeTo(ann, pageTwo, pageOne));
    enter(room, ann, { page: "pagethree" });
    expect(room.takeHeld(ann)).toEqual([]);
  });

  test("[ROOM-5] an absent page cannot be made to fill the server's memory", () => {
    const room = new Room(caps);
    const { link } = enter(room, ann, { page: pageOne });
    const bobs = enter(room, bob, { page: pageTwo }).link;
    room.lose(ann, link, 0, "silent");
    const big = describeTo(ann, pageTwo, pageOne);
    big.description.sdp = "x".repeat(40_000);
    for (let i = 0; i < 200; i++) room.relay(bob, bobs, big);
    for (let i = 0; i < 200; i++) room.relay(bob, bobs, describeTo(ann, pageTwo, pageOne));
    const held = room.takeHeld(ann);
    expect(held).toHaveLength(64);
    expect(JSON.stringify(held).length).toBeLessThan(97 * 1024);
  });

  test("[W7] a message comes from its connection, goes to a member, and names living pages", () => {
    const room = new Room(caps);
    const anns = enter(room, ann, { page: pageOne }).link;
    const bobs = enter(room, bob, { page: pageTwo }).link;
    const heard = (): number => bobs.heard.filter(({ type }) => type === "describe").length;
    expect(() => room.relay(ann, anns, describeTo(bob, pageTwo, pageTwo))).toThrow(
      expect.objectContaining({ code: "message-invalid" }),
    );
    room.relay(ann, anns, describeTo(bob, pageOne, pageOne));
    room.relay(ann, bobs, describeTo(bob, pageOne, pageTwo));
    room.relay(ann, anns, describeTo(ann, pageOne, pageOne));
    room.relay(ann, anns, describeTo(eve, pageOne, pageTwo));
    expect(heard()).toBe(0);
    room.relay(ann, anns, describeTo(bob, pageOne, pageTwo));
    expect(heard()).toBe(1);
    expect(bobs.heard.at(-1)).toEqual({
      type: "describe",
      from: ann,
      fromPage: pageOne,
      toPage: pageTwo,
      description: { type: "offer", sdp: "v=0" },
    });
  });

  test("[ROOM-7] where a page is, is an operator's to say, over reconnects too", () => {
    const room = new Room(caps);
    const { link } = enter(room, ann);
    const rome = { latitudeDeg: 41.9, longitudeDeg: 12.5 };
    const paris = { latitudeDeg: 48.9, longitudeDeg: 2.4 };
    room.describeSite(ann, link, { ...SITE, coordinates: paris });
    expect(room.peers[0]?.site.coordinates).toEqual(paris);
    room.locate(ann, rome);
    room.describeSite(ann, link, { ...SITE, coordinates: paris });
    room.lose(ann, link, 0, "silent");
    enter(room, ann);
    expect(room.peers[0]?.site.coordinates).toEqual(rome);
  });

  test("[ROOM-7] an operator who takes a place back leaves what the page says itself", () => {
    const room = new Room(caps);
    const { link } = enter(room, ann);
    const [rome, paris] = [
      { latitudeDeg: 41.9, longitudeDeg: 12.5 },
      { latitudeDeg: 48.9, longitudeDeg: 2.4 },
    ];
    room.describeSite(ann, link, { ...SITE, coordinates: paris });
    room.locate(ann, rome);
    room.locate(ann, null);
    expect(room.peers[0]?.site.coordinates).toEqual(paris);
  });

  test("[RELAY-24] relay text goes between sites that are here, and waits for nobody", () => {
    const room = new Room(caps);
    enter(room, ann);
    const bobs = enter(room, bob).link;
    const view = enter(room, eve, { role: "view" }).link;
    for (const to of [ann, bob, eve]) room.relayText(ann, to, "hello");
    expect(relayed(bobs)).toEqual([{ type: "relay", from: ann, message: "hello" }]);
    expect(relayed(view)).toEqual([]);
    room.lose(bob, bobs, 0, "silent");
    room.relayText(ann, bob, "hello");
    expect(room.takeHeld(bob)).toEqual([]);
  });

  test("[RELAY-26] who was removed is gone for all, and does not come back by his seat", () => {
    const left: unknown[] = [];
    const room = new Room(caps, { left: (peer, isPolite) => left.push([peer, isPolite]) });
    const { link } = enter(room, ann);
    const bobs = enter(room, bob).link;
    expect(room.remove(ann)).toBe(true);
    expect(link.refusal).toBe("removed");
    expect(bobs.heard.at(-1)).toEqual({ type: "peer-left", peer: ann });
    expect(() => enter(room, ann)).toThrow(expect.objectContaining({ code: "removed" }));
    expect(room.remove(ann)).toBe(false);
    room.leave(bob, bobs);
    expect(left).toEqual([
      [ann, false],
      [bob, true],
    ]);
  });

  test("[W7] a page cannot give itself another role", () => {
    const room = new Room(caps);
    const { link } = enter(room, ann);
    room.describeSite(ann, link, { ...SITE, role: "operator", name: "Anne" });
    expect(room.peers[0]?.site).toEqual({ ...SITE, role: "booth", name: "Anne" });
  });

  test("[ROOM-3] whatever happens, no seat is held twice and no room is over its cap", () => {
    const names = ["annannann", "bobbobbob", "eveeveeve", "danielaaa"].map(parsePeerId);
    const step = fc.record({
      who: fc.nat(3),
      what: fc.constantFrom("enter", "lose", "leave", "wait"),
      role: fc.constantFrom("booth", "view"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const room = new Room(caps);
        const links = new Map<PeerId, HeardLink>();
        let nowMs = 0;
        for (const { who, what, role } of steps) {
          const id = names[who] ?? ann;
          const link = links.get(id);
          nowMs += 20_000;
          if (what === "enter") tryTo(() => links.set(id, enter(room, id, { role }).link));
          if (what === "lose" && link) room.lose(id, link, nowMs, "silent");
          if (what === "leave" && link) room.leave(id, link);
          if (what === "wait") room.expire(nowMs);
          const seats = room.peers.map(({ seat }) => seat);
          expect(new Set(seats).size).toBe(seats.length);
          expect(seats.filter((seat) => seat < FIRST_VIEWER_SEAT).length).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});

function relayed({ heard }: HeardLink): unknown[] {
  return heard.filter(({ type }) => type === "relay");
}

function tryTo(act: () => void): void {
  try {
    act();
  } catch (error) {
    expect(error).toMatchObject({ code: "room-full" });
  }
}
