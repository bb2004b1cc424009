import { afterAll, beforeAll, expect, test } from "vitest";
import { testServer, type TestServer } from "./testing/test-server.ts";
import { ask, proofOf } from "./testing/visiting-page.ts";

let running: TestServer;
beforeAll(async () => void (running = await testServer()));
afterAll(async () => running[Symbol.asyncDispose]());

test("[ROOM-8] a room's link alone makes nobody its operator", async () => {
  const visit = { origin: running.origin, room: "led-room", role: "operator" } as const;
  const proof = proofOf(visit.room);
  // Whoever made the room was there first.
  expect((await ask(visit)).status).toBe(201);
  const other = await ask(visit, proof, proofOf(visit.room, "guess"));
  expect(other.status).toBe(403);
  expect(await other.json()).toEqual({ code: "link-wrong" });
  const body = JSON.stringify({ proof, role: "operator" });
  const headers = { "content-type": "application/json" };
  const url = `${running.origin}/api/v1/rooms/${visit.room}/ticket`;
  expect((await fetch(url, { method: "POST", headers, body })).status).toBe(403);
  expect((await ask({ ...visit, role: "guest" })).status).toBe(201);
  expect((await ask(visit)).status).toBe(201);
});
