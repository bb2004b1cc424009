import { parsePageId, parsePeerId, type Role, type Site } from "@visavis/protocol";
import { MemoryNetwork } from "@visavis/transport";
import { expect, test } from "vitest";
import { Meeting } from "./meeting.ts";

function siteOf(role: Role): Site {
  return { role, name: "", place: "", isMuted: false, isCameraOff: false, readsTrailer: true };
}

function open(network: MemoryNetwork, name: string, role: Role): Meeting {
  const transport = network.connect(parsePeerId(name), parsePageId(name), siteOf(role));
  return new Meeting({ transport, role, own: null, isStamped: false });
}

test("a meeting knows who is there and who has gone", async () => {
  const network = new MemoryNetwork();
  await using ann = open(network, "annannann", "booth");
  ann.join();
  await expect.poll(() => ann.status.status).toBe("waiting");

  const bob = open(network, "bobbobbob", "guest");
  bob.join();
  await expect
    .poll(() => ann.remotes.value.map((remote) => remote.peer.value.peer))
    .toEqual(["bobbobbob"]);
  // He has no camera here, which is said instead of waiting for his picture for ever.
  expect(ann.status.status).toBe("camera-off");

  await bob[Symbol.asyncDispose]();
  await expect.poll(() => ann.status.status).toBe("left");
  expect(bob.status.status).toBe("ended");
});

test("who only looks on is no site", async () => {
  const network = new MemoryNetwork();
  await using ann = open(network, "annannann", "booth");
  await using eve = open(network, "eveeveeve", "view");
  ann.join();
  eve.join();
  await expect.poll(() => ann.lookers.value.length).toBe(1);
  expect(ann.remotes.value).toEqual([]);
  await expect.poll(() => eve.remotes.value.length).toBe(1);
});
