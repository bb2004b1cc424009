import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { type PeerId, SIGNAL_VERSION } from "@visavis/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { CLOSE_CODES } from "./signal-socket.ts";
import { testServer } from "./testing/test-server.ts";
import { newPageId, SITE, ticketFor, VisitingPage } from "./testing/visiting-page.ts";

const running = await testServer();
const { origin } = running;
afterAll(async () => running[Symbol.asyncDispose]());

let rooms = 0;
const newRoom = (): string => `room-${rooms++}`;

const offer = (from: VisitingPage, to: PeerId, toPage = from.page) => ({
  type: "describe" as const,
  to,
  fromPage: from.page,
  toPage,
  description: { type: "offer" as const, sdp: "v=0\r\n" },
});

/** The status with which an upgrade is refused, or 101. */
async function upgrade(headers: Record<string, string>, to = origin): Promise<number> {
  const page = new VisitingPage(to, { headers });
  return new Promise((resolve) => {
    page.socket.on("unexpected-response", (_, { statusCode }) => resolve(statusCode ?? 0));
    page.socket.on("open", () => {
      page.socket.terminate();
      resolve(101);
    });
  });
}

describe("meeting", () => {
  test("[ROOM-2] two pages are introduced, and hear each other only", async () => {
    const room = newRoom();
    await using ann = await VisitingPage.enter({ origin, room });
    await using bob = await VisitingPage.enter({
      origin,
      room,
      role: "guest",
      site: { name: "Bob" },
    });
    await using elsewhere = await VisitingPage.enter({ origin, room: newRoom() });
    expect(ann.welcome).toMatchObject({
      seat: 0,
      peers: [],
      iceServers: [],
      version: SIGNAL_VERSION,
    });
    expect(bob.welcome.peers).toEqual([
      { peer: ann.welcome.self, page: ann.page, seat: 0, site: SITE, isAway: false },
    ]);
    const { peer } = await ann.hear("peer-joined");
    expect(peer).toMatchObject({
      peer: bob.welcome.self,
      seat: 1,
      site: { role: "guest", name: "Bob" },
    });
    ann.send(offer(ann, bob.welcome.self, bob.page));
    expect(await bob.hear("describe")).toMatchObject({
      from: ann.welcome.self,
      fromPage: ann.page,
    });
    const candidate = { candidate: "candidate:1", sdpMid: "0", sdpMLineIndex: 0 };
    const { fromPage, toPage } = { fromPage: bob.page, toPage: ann.page };
    bob.send({ type: "candidate", to: ann.welcome.self, fromPage, toPage, candidate });
    expect(await ann.hear("candidate")).toMatchObject({ from: bob.welcome.self, candidate });
    await ann.settled();
    expect(ann.told).toEqual([]);
    expect(elsewhere.told).toEqual([]);
  });

  test("[ROOM-6] whoever leaves is gone for the others at once", async () => {
    const room = newRoom();
    await using ann = await VisitingPage.enter({ origin, room });
    await using bob = await VisitingPage.enter({ origin, room });
    bob.send({ type: "leave" });
    expect(await ann.hear("peer-left")).toEqual({ type: "peer-left", peer: bob.welcome.self });
    expect((await bob.closed).code).toBe(1000);
  });

  test("[ROOM-4] a page that lost its connection comes back to the same seat", async () => {
    const room = newRoom();
    await using ann = await VisitingPage.enter({ origin, room });
    const bob = await VisitingPage.enter({ origin, room });
    const { self, seatToken } = bob.welcome;
    bob.socket.terminate();
    expect((await ann.hear("peer-changed")).peer).toMatchObject({ peer: self, isAway: true });
    ann.send(offer(ann, self, bob.page));
    await ann.settled();
    await using again = await VisitingPage.enter({ origin, room, seatToken, page: bob.page });
    expect(again.welcome).toMatchObject({ self, seat: 1 });
    expect(await again.hear("describe")).toMatchObject({ from: ann.welcome.self });
    expect((await ann.hear("peer-changed")).peer).toMatchObject({ peer: self, isAway: false });
  });

  test("[ROOM-4] a reloaded page keeps its id and seat, and has a new page id", async () => {
    const room = newRoom();
    await using ann = await VisitingPage.enter({ origin, room });
    await using bob = await VisitingPage.enter({ origin, room });
    const { self, seatToken } = bob.welcome;
    await ann.hear("peer-joined");
    bob.socket.close();
    expect((await ann.hear("peer-changed")).peer.isAway).toBe(true);
    await using again = await VisitingPage.enter({ origin, room, seatToken });
    expect(again.welcome).toMatchObject({ self, seat: 1 });
    expect((await ann.hear("peer-changed")).peer).toMatchObject({
      peer: self,
      page: again.page,
      isAway: false,
    });
    expect(ann.told).toEqual([]);
  });

  test("[ROOM-4] after a restart of the server, pages find their ids and seats again", async () => {
    const secret = "q5Zb0pXvC8eRk2mT7yWn4sJd9gLh3fUaQ6oVxIzKtEw";
    const before = await testServer({ TOKEN_SECRET: secret });
    const ann = await VisitingPage.enter({ origin: before.origin });
    const bob = await VisitingPage.enter({ origin: before.origin });
    await before.server.close();
    expect([(await ann.closed).code, (await bob.closed).code]).toEqual([1001, 1001]);
    await using after = await testServer({ TOKEN_SECRET: secret });
    const { self, seatToken } = bob.welcome;
    await using again = await VisitingPage.enter({ origin: after.origin, seatToken });
    expect(again.welcome).toMatchObject({ self, seat: 1 });
    await before[Symbol.asyncDispose]();
  });

  test("[J3] two sockets of one seat: the newest wins, the old one is told", async () => {
    const room = newRoom();
    await using old = await VisitingPage.enter({ origin, room });
    const { self, seatToken } = old.welcome;
    await using now = await VisitingPage.enter({ origin, room, seatToken });
    expect(now.welcome.self).toBe(self);
    expect((await old.hear("refused")).code).toBe("replaced");
    expect((await old.closed).code).toBe(CLOSE_CODES.replaced);
    await now.settled();
  });

  test("[ROOM-3] a full room is said to be full; a viewer still gets in", async () => {
    await using small = await testServer({ ROOM_CAP: "2", VIEW_CAP: "1" });
    const { origin: there } = small;
    await using ann = await VisitingPage.enter({ origin: there });
    await using bob = await VisitingPage.enter({ origin: there, role: "guest" });
    await using third = await VisitingPage.say({ origin: there, role: "guest" });
    expect((await third.hear("refused")).code).toBe("room-full");
    expect((await third.closed).code).toBe(CLOSE_CODES["room-full"]);
    await using view = await VisitingPage.enter({ origin: there, role: "view" });
    expect(view.welcome.peers.map(({ peer }) => peer)).toEqual([
      ann.welcome.self,
      bob.welcome.self,
    ]);
    await using operator = await VisitingPage.say({ origin: there, role: "operator" });
    expect((await operator.hear("refused")).code).toBe("room-full");
  });

  test("[ROOM-7] a page that says something new of itself is described anew, in its own role", async () => {
    const room = newRoom();
    await using ann = await VisitingPage.enter({ origin, room });
    await using bob = await VisitingPage.enter({ origin, room });
    bob.send({ type: "site", site: { ...SITE, role: "operator", isMuted: true } });
    const { peer } = await ann.hear("peer-changed");
    expect(peer.site).toEqual({ ...SITE, role: "booth", isMuted: true });
  });

  test("[T5] TURN passwords come with the welcome and on request, never their secret", async () => {
    const secret = "northern-lights-over-the-fjord-7431";
    await using turned = await testServer({
      TURN_URLS: "turn:turn.example.org:3478,turns:turn.example.org:5349?transport=tcp",
      TURN_SECRET: secret,
      TURN_TTL_S: "600",
    });
    await using ann = await VisitingPage.enter({ origin: turned.origin });
    ann.send({ type: "ice-servers" });
    const asked = await ann.hear("ice-servers");
    for (const { iceServers, iceRefreshMs } of [ann.welcome, asked]) {
      expect(iceRefreshMs).toBe(300_000);
      const { username = "", credential } = iceServers[0] ?? {};
      expect(username).toMatch(new RegExp(`^\\d{10}:${ann.welcome.self}$`));
      expect(credential).toBe(createHmac("sha1", secret).update(username).digest("base64"));
      expect(JSON.stringify(iceServers)).not.toContain(secret);
    }
  });
});

describe("upgrade", () => {
  test("[W1] only pages of this origin, or of one that the operator listed, may connect", async () => {
    expect(await upgrade({})).toBe(101);
    const strangers = ["https://evil.example", "null", `${origin}.evil.example`, "file://"];
    for (const stranger of [...strangers, origin.replace("http:", "https:")]) {
      expect(await upgrade({ origin: stranger }), stranger).toBe(403);
    }
    await using listed = await testServer({ ALLOWED_ORIGINS: "https://partner.example" });
    expect(await upgrade({ origin: "https://partner.example" }, listed.origin)).toBe(101);
  });

  test("[W1] a request without an origin is from no page, and its connection is cut", async () => {
    const { port } = running.server;
    const reply = await new Promise<string>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.write(
          "GET /signal HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        );
      });
      let heard = "";
      socket.on("data", (data) => (heard += data.toString()));
      socket.on("close", () => resolve(heard));
    });
    expect(reply).toMatch(/^HTTP\/1\.1 403 /);
  });

  test("[W1] a page that came over plain HTTP from another machine may not connect", async () => {
    const host = `192.168.1.20:${running.server.port}`;
    expect(await upgrade({ host, origin: `http://${host}` })).toBe(403);
  });

  test("[W4] twenty a minute from one address, then it must wait", async () => {
    const limits = { ticketsPerMinute: 60, upgradesPerMinute: 20, isLoopbackExempt: false };
    await using strict = await testServer({}, { limits });
    const statuses: number[] = [];
    for (let i = 0; i < 22; i++) statuses.push(await upgrade({}, strict.origin));
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 101));
    expect(statuses.slice(20)).toEqual([429, 429]);
  });

  test("compression is not offered, and other addresses do not upgrade", async () => {
    await using page = new VisitingPage(origin);
    await page.opened();
    expect(page.socket.extensions).toBe("");
    expect((await fetch(`${origin}/signal`, { headers: { origin } })).status).toBe(426);
  });
});

describe("hello", () => {
  test("[W2] without a valid ticket nobody comes in, and a ticket is good once", async () => {
    const ticket = await ticketFor({ origin, room: newRoom() });
    const hello = { type: "hello" as const, version: SIGNAL_VERSION, site: SITE };
    await using first = new VisitingPage(origin);
    await first.opened();
    first.send({ ...hello, ticket, page: first.page });
    await first.hear("welcome");
    for (const bad of [ticket, "", "a.b.c", `${ticket}x`]) {
      await using page = new VisitingPage(origin);
      await page.opened();
      page.send({ ...hello, ticket: bad, page: page.page });
      expect((await page.hear("refused")).code).toBe("ticket-invalid");
      expect((await page.closed).code).toBe(CLOSE_CODES["ticket-invalid"]);
    }
  });

  test("[W2] a ticket opens its own room only, in its own role", async () => {
    const room = newRoom();
    await using ann = await VisitingPage.enter({
      origin,
      room,
      role: "view",
      site: { role: "booth" },
    });
    await using bob = await VisitingPage.enter({ origin, room });
    expect(bob.welcome.peers).toMatchObject([{ peer: ann.welcome.self, site: { role: "view" } }]);
  });

  test("[V-1] another version is refused with the one that is spoken here", async () => {
    for (const message of [
      { type: "hello", version: 99, ticket: "x", page: newPageId(), site: SITE },
      { type: "hello", version: 99, looks: "quite different" },
    ]) {
      await using page = new VisitingPage(origin);
      await page.opened();
      page.socket.send(JSON.stringify(message));
      const { code, detail } = await page.hear("refused");
      expect([code, detail]).toEqual(["version-unsupported", String(SIGNAL_VERSION)]);
    }
  });

  test("[W4] five seconds to say hello", { timeout: 10_000 }, async () => {
    await using page = new VisitingPage(origin);
    await page.opened();
    const startMs = performance.now();
    expect((await page.hear("refused")).code).toBe("ticket-invalid");
    await page.closed;
    expect(performance.now() - startMs).toBeGreaterThan(4500);
    expect(performance.now() - startMs).toBeLessThan(7500);
  });

  test("[W6] whoever says anything else first is shown out", async () => {
    for (const text of ["hi", '{"type":"leave"}', '{"type":"ping","sentAtMs":1}', "[]", ""]) {
      await using page = new VisitingPage(origin);
      await page.opened();
      page.socket.send(text);
      expect((await page.hear("refused")).code).toBe("message-invalid");
      expect((await page.closed).code).toBe(CLOSE_CODES["message-invalid"]);
    }
  });
});

describe("limits", () => {
  test("[W3] a message of more than 64 KiB closes the connection with 1009", async () => {
    await using page = await VisitingPage.enter({ origin, room: newRoom() });
    page.socket.send("x".repeat(64 * 1024 + 1));
    expect((await page.closed).code).toBe(1009);
  });

  test("[W4] a flood is refused, and others do not feel it", { timeout: 20_000 }, async () => {
    const room = newRoom();
    await using ann = await VisitingPage.enter({ origin, room });
    await using bob = await VisitingPage.enter({ origin, room });
    const flooders = await Promise.all(
      Array.from({ length: 10 }, async () => VisitingPage.enter({ origin, room: newRoom() })),
    );
    const waitsMs: number[] = [];
    for (let i = 0; i < 40; i++) {
      for (const flooder of flooders) {
        for (let n = 0; n < 25; n++) flooder.send({ type: "ping", sentAtMs: n });
      }
      const startMs = performance.now();
      ann.send(offer(ann, bob.welcome.self, bob.page));
      await bob.hear("describe");
      waitsMs.push(performance.now() - startMs);
    }
    const [, , p95Ms] = waitsMs.toSorted((a, b) => b - a);
    expect(p95Ms).toBeLessThan(200);
    for (const flooder of flooders) {
      expect((await flooder.hear("refused")).code).toBe("rate-limited");
      expect((await flooder.closed).code).toBe(CLOSE_CODES["rate-limited"]);
    }
  });

  test("[W6] a malformed message is dropped and said, and the page stays", async () => {
    await using page = await VisitingPage.enter({ origin, room: newRoom() });
    for (const text of [
      "{",
      '{"type":"teleport"}',
      '{"__proto__":{"isAdmin":true}}',
      '{"type":"hello"}',
    ]) {
      page.socket.send(text);
      expect(await page.hear("refused")).toEqual({ type: "refused", code: "message-invalid" });
    }
    page.socket.send(Buffer.of(1, 2, 3));
    expect((await page.hear("refused")).code).toBe("message-invalid");
    await page.settled();
    expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
  });

  test("[W6] too many malformed messages end the connection", async () => {
    await using page = await VisitingPage.enter({ origin, room: newRoom() });
    for (let i = 0; i < 30; i++) page.socket.send("nonsense");
    expect((await page.closed).code).toBe(CLOSE_CODES["message-invalid"]);
  });

  test("[W7] a page speaks for itself only, and to its room only", async () => {
    const room = newRoom();
    await using ann = await VisitingPage.enter({ origin, room });
    await using bob = await VisitingPage.enter({ origin, room });
    await using eve = await VisitingPage.enter({ origin, room: newRoom() });
    await ann.hear("peer-joined");
    eve.send(offer(eve, ann.welcome.self, ann.page));
    eve.socket.send(
      JSON.stringify({ ...offer(eve, ann.welcome.self, ann.page), from: bob.welcome.self }),
    );
    bob.send({ ...offer(bob, ann.welcome.self, ann.page), fromPage: newPageId() });
    expect((await bob.hear("refused")).code).toBe("message-invalid");
    await eve.settled();
    await ann.settled();
    expect(ann.told).toEqual([]);
  });

  test("[B1] names arrive as plain text without control and bidi characters", async () => {
    const room = newRoom();
    await using ann = await VisitingPage.enter({ origin, room });
    const name = "\u202E<img src=x onerror=alert(1)>\u0000\u0007👩‍👩‍👧e\u0301";
    await using bob = await VisitingPage.enter({
      origin,
      room,
      site: { name, place: "x".repeat(200) },
    });
    const { peer } = await ann.hear("peer-joined");
    expect(peer.peer).toBe(bob.welcome.self);
    expect(peer.site.name).toBe("<img src=x onerror=alert(1)>👩‍👩‍👧é");
    expect(peer.site.place).toHaveLength(64);
  });
});
