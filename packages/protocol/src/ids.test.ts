import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePageId, parsePeerId, parseRoomId } from "./ids.ts";

test("peer and page ids are 8 to 32 small letters and digits", () => {
  expect(parsePeerId("annannann")).toBe("annannann");
  expect(parsePageId("0123456789abcdef")).toBe("0123456789abcdef");
  for (const wrong of [
    "short",
    "Annannann",
    "ann-annann",
    "a".repeat(33),
    7,
    null,
    undefined,
    {},
  ]) {
    expect(() => parsePeerId(wrong)).toThrow(expect.objectContaining({ code: "message-invalid" }));
    expect(() => parsePageId(wrong)).toThrow(expect.objectContaining({ code: "message-invalid" }));
  }
});

test("a room id that somebody mistyped is a wrong link", () => {
  expect(parseRoomId("town-hall-2")).toBe("town-hall-2");
  for (const wrong of [
    "",
    "a",
    "-hall",
    "hall-",
    "Hall",
    "town hall",
    "a".repeat(65),
    "ré-union",
  ]) {
    expect(() => parseRoomId(wrong)).toThrow(expect.objectContaining({ code: "link-wrong" }));
  }
});

test("no text becomes an id that could be a path or markup", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(parseRoomId(text)).toMatch(/^[a-z0-9-]+$/);
      } catch (error) {
        expect(error).toMatchObject({ code: "link-wrong" });
      }
    }),
  );
});
