import { expect, test } from "vitest";
import {
  createRoomKey,
  operatorLink,
  operatorProofOf,
  operatorSecretOf,
  parseRoomLink,
  proofOf,
  roomLink,
  secretOf,
} from "./room-link.ts";
import { routeOf } from "./route.ts";

const random = Uint8Array.from({ length: 36 }, (_, i) => i * 13);
const key = createRoomKey(random);

test("a link opens the room it was made for, at every station", () => {
  for (const station of ["booth", "guest", "view"] as const) {
    const link = roomLink("https://visavis.test", station, key);
    expect(parseRoomLink(link)).toEqual({ room: key.room, secret: key.secret });
    expect(link).not.toContain(key.operatorSecret);
    expect(routeOf(new URL(link).pathname)).toEqual({ page: station, room: key.room });
  }
});

test("the secret stands in the fragment only", () => {
  const link = new URL(roomLink("https://visavis.test", "guest", key));
  expect(link.pathname + link.search).not.toContain(key.secret);
  expect(secretOf(link.hash)).toBe(key.secret);
});

test("a shortened link is refused", () => {
  const link = roomLink("https://visavis.test", "guest", key);
  expect(() => parseRoomLink(link.slice(0, -1))).toThrow(
    expect.objectContaining({ code: "link-wrong" }),
  );
  expect(() => parseRoomLink("https://visavis.test/")).toThrow(
    expect.objectContaining({ code: "link-wrong" }),
  );
});

test("[ROOM-1] the proof is that of the protocol and differs by room", async () => {
  const bytes = new TextEncoder().encode(`visavis-room-1:${key.room}:${key.secret}`);
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("base64url");
  expect(await proofOf(key)).toBe(hash);
  const other = createRoomKey(random.map((byte) => byte ^ 1));
  expect(await proofOf({ ...key, room: other.room })).not.toBe(hash);
});

test("[ROOM-8] the operator's link has a second secret, and a proof of its own", async () => {
  const link = new URL(operatorLink("https://visavis.test", key));
  expect(routeOf(link.pathname)).toEqual({ page: "operator", room: key.room });
  expect(secretOf(link.hash)).toBe(key.secret);
  expect(operatorSecretOf(link.hash)).toBe(key.operatorSecret);
  expect(link.pathname + link.search).not.toContain(key.operatorSecret);
  const bytes = new TextEncoder().encode(`visavis-operator-1:${key.room}:${key.operatorSecret}`);
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("base64url");
  expect(await operatorProofOf(key)).toBe(hash);
});

test("paths that are no page are said to be none", () => {
  expect(routeOf("/")).toEqual({ page: "lobby" });
  expect(routeOf("/certificate/abc")).toEqual({ page: "certificate", certificate: "abc" });
  expect(routeOf("/calibrate/")).toEqual({ page: "calibrate" });
  for (const path of ["/booth", "/booth/a/b", "/r/%3Cimg%3E", "/nothing", "/r/-x"]) {
    expect(routeOf(path)).toEqual({ page: "not-found" });
  }
});
