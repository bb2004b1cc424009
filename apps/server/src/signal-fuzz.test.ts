import { request } from "node:http";
import { SIGNAL_VERSION } from "@visavis/protocol";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { testServer } from "./testing/test-server.ts";
import { newPageId, SITE, VisitingPage } from "./testing/visiting-page.ts";

const running = await testServer();
const { origin } = running;
afterAll(async () => running[Symbol.asyncDispose]());

const MESSAGES = 6000;
const PER_SOCKET = 15;

const valid = [
  { type: "hello", version: SIGNAL_VERSION, ticket: "t", page: newPageId(), site: SITE },
  { type: "site", site: SITE },
  { type: "ping", sentAtMs: 1 },
  { type: "ice-servers" },
  { type: "relay", to: "keeper", message: "{}" },
  { type: "ceremony", message: { type: "start", inMs: 1 } },
  {
    type: "candidate",
    to: "annannann",
    fromPage: "pageone11",
    toPage: "pagetwo22",
    candidate: null,
  },
];

/** Values that have hurt parsers elsewhere. */
const nasty = fc.constantFrom<unknown>(
  null,
  [],
  {},
  -1,
  1e308,
  "",
  "__proto__",
  "x".repeat(5000),
  "\uD800",
  "../../etc/passwd",
  { length: 1e9 },
  { toString: null, valueOf: null },
);
const poisoned = fc.constantFrom(
  '{"__proto__":{"isAdmin":true}}',
  '{"type":"site","site":{"__proto__":{"isAdmin":true}}}',
  '{"type":"ping","sentAtMs":1,"constructor":{"prototype":{"isAdmin":true}}}',
  '{"type":"toString"}',
  '{"type":"hasOwnProperty"}',
  '{"type":["ping"]}',
  '{"type":"ping","sentAtMs":1e999}',
  "[".repeat(20_000),
  '{"a":'.repeat(9000),
  "\u0000",
  "NaN",
);
/** A good message with one field that is not. */
const bent = fc.tuple(fc.constantFrom(...valid), fc.nat(8), nasty).map(([message, at, value]) => {
  const keys = Object.keys(message);
  return JSON.stringify({ ...message, [keys[at % keys.length] ?? "type"]: value });
});
/** A good message cut or with a byte changed. */
const torn = fc
  .tuple(fc.constantFrom(...valid), fc.nat(300), fc.string({ maxLength: 3 }))
  .map(([message, at, insert]) => {
    const text = JSON.stringify(message);
    return text.slice(0, at % text.length) + insert;
  });
const malformed = fc.oneof(bent, torn, poisoned, fc.string({ maxLength: 200 }), fc.json());

describe("malformed messages", () => {
  test(
    `[W6] ${MESSAGES} of them, before and after hello: the server lives and others meet`,
    { timeout: 120_000 },
    async () => {
      const seed = Date.now() | 0;
      const texts = fc.sample(malformed, { seed, numRuns: MESSAGES });
      await using witness = await VisitingPage.enter({ origin, room: "witness-room" });
      for (let at = 0; at < texts.length; at += PER_SOCKET) {
        const batch = texts.slice(at, at + PER_SOCKET);
        const isInside = at % 2 === 0;
        const page = isInside
          ? await VisitingPage.enter({ origin, room: "fuzz-room", role: "view" })
          : new VisitingPage(origin);
        await page.opened();
        for (const text of batch) page.socket.send(text);
        if (!isInside) await page.closed;
        page.send({ type: "leave" });
        await page.closed;
        if (at % 600 === 0) await witness.settled();
      }
      await witness.settled();
      await using friend = await VisitingPage.enter({ origin, room: "witness-room" });
      expect((await witness.hear("peer-joined")).peer.peer, `seed ${seed}`).toBe(
        friend.welcome.self,
      );
      expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
    },
  );

  test(
    "[W6] requests with anything in them are answered with less than 500",
    { timeout: 60_000 },
    async () => {
      const address = fc.oneof(
        fc.webPath(),
        fc.string({ maxLength: 60 }).map((text) => `/${encodeURIComponent(text.toWellFormed())}`),
        fc.constantFrom(
          "/%",
          "/%ff%fe",
          "/r/%00",
          "/booth/..",
          "/signal?x=%",
          "/api/v1/rooms//ticket",
        ),
      );
      const cases = fc.sample(
        fc.tuple(address, fc.constantFrom("GET", "HEAD", "POST", "PUT", "OPTIONS"), malformed),
        400,
      );
      for (const [path, method, body] of cases) {
        const status = await statusOf(path, method, body);
        expect(status, `${method} ${path}`).toBeLessThan(500);
      }
    },
  );
});

async function statusOf(path: string, method: string, body: string): Promise<number> {
  const headers = { host: "localhost", "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const call = request({ port: running.server.port, host: "127.0.0.1", path, method, headers });
    call.on("response", (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    });
    call.on("error", reject);
    call.end(method === "POST" || method === "PUT" ? body.slice(0, 4000) : undefined);
  });
}
