import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testServer, type TestServer } from "../testing/test-server.ts";
import { proofOf, VisitingPage } from "../testing/visiting-page.ts";

let running: TestServer;
beforeAll(async () => {
  running = await testServer();
  // Whoever comes in first claims the room.
  for (const room of [ROOM, "other-room"]) {
    await using page = await VisitingPage.enter({ origin: running.origin, room });
    expect(page.welcome.type).toBe("welcome");
  }
});
afterAll(async () => running[Symbol.asyncDispose]());

const ROOM = "model-room";

function glb(bytes = 200, seed = 0): Buffer {
  const file = Buffer.alloc(bytes, seed);
  file.write("glTF", "ascii");
  file.writeUInt32LE(2, 4);
  file.writeUInt32LE(bytes, 8);
  return file;
}

async function give(body: Buffer, room = ROOM, proof = proofOf(ROOM)): Promise<Response> {
  return fetch(`${running.origin}/api/v1/rooms/${room}/models`, {
    method: "POST",
    headers: { authorization: `Room ${proof}`, "content-type": "model/gltf-binary" },
    body,
  });
}

async function take(name: string, room = ROOM): Promise<Response> {
  const headers = { authorization: `Room ${proofOf(room)}` };
  return fetch(`${running.origin}/api/v1/rooms/${room}/models/${name}`, { headers });
}

async function nameOf(response: Response): Promise<string> {
  expect(response.status).toBe(201);
  return v.parse(v.object({ object: v.string() }), await response.json()).object;
}

test("[OBJ-1] a room's file is given and had by its proof, and called by what is in it", async () => {
  const name = await nameOf(await give(glb()));
  expect(name).toMatch(/^model-[0-9a-f]{24}$/);
  expect(await nameOf(await give(glb()))).toBe(name);
  const answer = await take(name);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(glb());
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect((await take(name, "other-room")).status).toBe(404);
  expect((await give(glb(), ROOM, "guess")).status).toBe(404);
  expect((await give(glb(), "nobodys-room")).status).toBe(404);
});

test("[OBJ-2] what is no binary glTF, or too large, is refused", async () => {
  const cut = glb().subarray(0, 150);
  for (const body of [Buffer.from("<svg>"), cut, Buffer.alloc(0)]) {
    expect((await give(body)).status).toBe(400);
  }
  expect((await give(glb(4 * 1024 * 1024 + 1))).status).toBe(413);
  for (const name of ["../rooms.json", "model-zz", "model-..%2f..%2frooms"]) {
    expect((await take(name)).status).toBe(404);
  }
});

test("[OBJ-2] a room keeps the newest four", async () => {
  const names: string[] = [];
  for (let seed = 1; seed <= 5; seed++) names.push(await nameOf(await give(glb(300, seed))));
  const found = await Promise.all(names.map(async (name) => (await take(name)).status));
  expect(found).toEqual([404, 200, 200, 200, 200]);
});
