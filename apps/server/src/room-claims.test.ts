import { mkdtempDisposable, readdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseRoomId } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { CLAIM_MS, RoomClaims } from "./room-claims.ts";

const room = parseRoomId("blue-room");
const folder = async () => mkdtempDisposable(path.join(tmpdir(), "visavis-claims-"));

describe("room claims", () => {
  test("[ROOM-1] the first proof claims a room; another is refused", async () => {
    await using place = await folder();
    const claims = await RoomClaims.open(path.join(place.path, "rooms.json"));
    expect(claims.admits(room, "first", 0)).toBe(true);
    expect(claims.admits(room, "other", 0)).toBe(false);
    expect(claims.admits(room, "first", 0)).toBe(true);
    expect(claims.admits(parseRoomId("red-room"), "other", 0)).toBe(true);
    await claims.flush();
  });

  test("[ROOM-1] claims outlive the server; neither proof nor secret is on the disk", async () => {
    await using place = await folder();
    const file = path.join(place.path, "rooms.json");
    const claims = await RoomClaims.open(file);
    claims.admits(room, "first", 0);
    await claims.flush();
    expect(await readFile(file, "utf8")).not.toContain("first");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(place.path)).toEqual(["rooms.json"]);
    const again = await RoomClaims.open(file);
    expect(again.admits(room, "other", 0)).toBe(false);
    expect(again.admits(room, "first", 0)).toBe(true);
  });

  test("[ROOM-8] the first operator's proof is the room's; it ends with the claim", async () => {
    await using place = await folder();
    const file = path.join(place.path, "rooms.json");
    const claims = await RoomClaims.open(file);
    expect(claims.admitsOperator(room, "leader")).toBe(false);
    claims.admits(room, "first", 0);
    expect(claims.admitsOperator(room, undefined)).toBe(false);
    expect(claims.admitsOperator(room, "leader")).toBe(true);
    claims.admits(room, "first", CLAIM_MS / 2);
    expect(claims.admitsOperator(room, "other")).toBe(false);
    await claims.flush();
    expect(await readFile(file, "utf8")).not.toContain("leader");
    const again = await RoomClaims.open(file);
    expect(again.admitsOperator(room, "other")).toBe(false);
    expect(again.admitsOperator(room, "leader")).toBe(true);
    again.admits(room, "second", 2 * CLAIM_MS);
    expect(again.admitsOperator(room, "other")).toBe(true);
    await again.flush();
  });

  test("[ROOM-1] a room unused for 90 days may be claimed anew, one used since may not", async () => {
    await using place = await folder();
    const file = path.join(place.path, "rooms.json");
    const claims = await RoomClaims.open(file);
    const kept = parseRoomId("kept-room");
    claims.admits(room, "first", 0);
    claims.admits(kept, "first", 0);
    claims.admits(kept, "first", CLAIM_MS / 2);
    expect(claims.admits(kept, "other", CLAIM_MS)).toBe(false);
    expect(claims.admits(room, "other", CLAIM_MS)).toBe(true);
    expect(claims.count).toBe(2);
    await claims.flush();
  });
});
