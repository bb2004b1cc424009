import { createHmac } from "node:crypto";
import { parsePeerId } from "@visavis/protocol";
import { expect, test } from "vitest";
import { iceServersFor } from "./ice-servers.ts";

const peer = parsePeerId("annannann");
const turn = { urls: ["turn:turn.example.org:3478"], secret: "north", ttlS: 600 };

test("[T5] a TURN password is an HMAC of its expiry and owner, to be renewed at half its life", () => {
  const { iceServers, iceRefreshMs } = iceServersFor(peer, { stunUrls: [], turn }, 1_000_000_000);
  const username = `${1_000_000 + 600}:annannann`;
  const credential = createHmac("sha1", "north").update(username).digest("base64");
  expect(iceServers).toEqual([{ urls: turn.urls, username, credential }]);
  expect(iceRefreshMs).toBe(300_000);
});

test("without servers of the operator's choice, nobody outside is asked", () => {
  expect(iceServersFor(peer, { stunUrls: [], turn: null }, 0).iceServers).toEqual([]);
});
