import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ClientMessage,
  encodeSignal,
  MAX_SIGNAL_CHARACTERS,
  parseClientMessage,
  parseServerMessage,
  SIGNAL_VERSION,
} from "./signal-message.ts";

const site = {
  role: "booth",
  name: "Ann",
  place: "Lyon",
  isMuted: false,
  isCameraOff: false,
  readsTrailer: true,
} as const;
const hello = {
  type: "hello",
  version: SIGNAL_VERSION,
  ticket: "ticket",
  page: "pagepage",
  site,
} as const;
const between = { fromPage: "pageaaaa", toPage: "pagebbbb" };
const peer = { peer: "annannann", page: "pagepage", seat: 0, site, isAway: false };

const clientMessages: readonly object[] = [
  hello,
  { ...hello, seatToken: "token" },
  { type: "site", site },
  { type: "describe", to: "bobbobbob", ...between, description: { type: "offer", sdp: "v=0" } },
  { type: "candidate", to: "bobbobbob", ...between, candidate: null },
  {
    type: "candidate",
    to: "bobbobbob",
    ...between,
    candidate: { candidate: "candidate:1", sdpMid: "0", sdpMLineIndex: 0 },
  },
  { type: "relay", to: "keeper", message: "{}" },
  { type: "relay", to: "bobbobbob", message: "{}" },
  { type: "ceremony", message: { type: "start", inMs: 5000 } },
  { type: "ceremony", message: { type: "recall", object: "torch", heir: null } },
  { type: "ice-servers" },
  { type: "ping", sentAtMs: 12.5 },
  { type: "leave" },
];

const serverMessages: readonly object[] = [
  {
    type: "welcome",
    version: SIGNAL_VERSION,
    self: "annannann",
    seat: 0,
    seatToken: "token",
    peers: [peer],
    iceServers: [{ urls: ["turn:turn.example"], username: "a", credential: "b" }],
    iceRefreshMs: 60_000,
  },
  { type: "peer-joined", peer },
  { type: "peer-changed", peer },
  { type: "peer-left", peer: "annannann" },
  { type: "relay", from: "keeper", message: "{}" },
  { type: "relay", from: "annannann", message: "{}" },
  { type: "pong", sentAtMs: 1, serverAtMs: 2 },
  { type: "refused", code: "room-full" },
];

const refused = (code: string): unknown => expect.objectContaining({ code });

describe("signalling", () => {
  test.each(clientMessages)("a page's message is taken as it was sent: %j", (message) => {
    const parsed = parseClientMessage(JSON.stringify(message));
    expect(parsed).toEqual(message);
    expect(parseClientMessage(encodeSignal(parsed))).toEqual(parsed);
  });

  test.each(serverMessages)("the server's message is taken as it was sent: %j", (message) => {
    expect(parseServerMessage(JSON.stringify(message))).toEqual(message);
  });

  test("[V-2] a field not known is dropped, a message not known is refused", () => {
    const later = { type: "ping", sentAtMs: 1, colour: "red" };
    expect(parseClientMessage(JSON.stringify(later))).toEqual({ type: "ping", sentAtMs: 1 });
    for (const text of ['{"type":"dance"}', '{"sentAtMs":1}', "null", "[]", "7", "not JSON", ""]) {
      expect(() => parseClientMessage(text)).toThrow(refused("message-invalid"));
      expect(() => parseServerMessage(text)).toThrow(refused("message-invalid"));
    }
  });

  test("[V-2] a field that is missing or of another kind is refused", () => {
    const complete: Record<string, unknown> = { ...hello };
    for (const key of Object.keys(complete)) {
      const { [key]: _gone, ...rest } = complete;
      expect(() => parseClientMessage(JSON.stringify(rest))).toThrow(refused("message-invalid"));
      const wrong = JSON.stringify({ ...complete, [key]: [key] });
      expect(() => parseClientMessage(wrong)).toThrow(refused("message-invalid"));
    }
  });

  test("a page cannot speak as the server, nor the server as a page", () => {
    expect(() => parseClientMessage('{"type":"peer-left","peer":"annannann"}')).toThrow();
    expect(() => parseServerMessage(JSON.stringify(hello))).toThrow();
  });

  test("a message that is too large is refused before it is read", () => {
    const text = " ".repeat(MAX_SIGNAL_CHARACTERS + 1);
    expect(() => parseClientMessage(text)).toThrow(refused("message-too-large"));
  });

  test("names are cleaned on the way in", () => {
    const message = { ...hello, site: { ...site, name: " A\u202Enn\u0000 " } };
    const parsed: ClientMessage = parseClientMessage(JSON.stringify(message));
    expect(parsed).toMatchObject({ site: { name: "Ann" } });
  });

  test("whatever text comes, the answer is a message or a refusal", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parseClientMessage(text)).toThrow(refused("message-invalid"));
      }),
    );
  });
});
