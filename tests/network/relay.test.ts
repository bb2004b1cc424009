import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { expect, test } from "vitest";
import { Relay } from "./relay.ts";

const HOME = "127.0.0.1";

test("a packet goes through the door to the site, and the answer comes back out of it", async () => {
  await using sites = await openSites();
  const { relay, ann, bob } = sites;
  const doorPort = await doorFor(relay, ann.address().port);
  expect(doorPort).not.toBe(ann.address().port);
  bob.send("hello", doorPort, HOME);
  const [hello, sender] = await received(ann);
  expect(hello.toString()).toBe("hello");
  ann.send("welcome", sender.port, HOME);
  const [welcome, door] = await received(bob);
  expect(welcome.toString()).toBe("welcome");
  expect(door.port).toBe(doorPort);
});

test("each way is as bad as its sender's link", async () => {
  await using sites = await openSites();
  const { relay, ann, bob } = sites;
  const doorPort = await doorFor(relay, ann.address().port);
  relay.setProfile({ delayMs: 40 }, "bob");
  const startMs = performance.now();
  bob.send("late", doorPort, HOME);
  const [, sender] = await received(ann);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(39);
  relay.setProfile({ loss: 1 }, "ann");
  ann.send("lost", sender.port, HOME);
  relay.setProfile({}, "bob");
  bob.send("on time", doorPort, HOME);
  await received(ann);
  const backAtBob = received(bob).then(() => "came");
  const later = new Promise((resolve) => setTimeout(() => resolve("never came"), 100));
  expect(await Promise.race([backAtBob, later])).toBe("never came");
});

test("a site that is down neither sends nor receives", async () => {
  await using sites = await openSites();
  const { relay, ann, bob } = sites;
  const doorPort = await doorFor(relay, ann.address().port);
  relay.setProfile({ isDown: true }, "ann");
  bob.send("lost", doorPort, HOME);
  await new Promise((resolve) => setTimeout(resolve, 50));
  relay.setProfile({}, "ann");
  bob.send("found", doorPort, HOME);
  expect(String((await received(ann))[0])).toBe("found");
});

test("candidates never travel in a description, and none over TCP at all", async () => {
  await using relay = new Relay(["ann", "bob"], 1);
  const sdp = `v=0\r\na=candidate:1 1 udp 1 ${HOME} 9 typ host\r\na=mid:0\r\n`;
  const offer = JSON.stringify({ type: "describe", description: { type: "offer", sdp } });
  const told = await relay.rewritten(offer, "ann", "bob");
  expect(told).toContain(JSON.stringify("v=0\r\na=mid:0\r\n"));
  const candidate = { candidate: `candidate:1 1 tcp 1 ${HOME} 9 typ host tcptype active` };
  const overTcp = JSON.stringify({ type: "candidate", candidate });
  expect(await relay.rewritten(overTcp, "ann", "bob")).toBeNull();
  expect(await relay.rewritten('{"type":"ping"}', "ann", "bob")).toBe('{"type":"ping"}');
});

async function openSites() {
  const stack = new AsyncDisposableStack();
  const relay = stack.use(new Relay(["ann", "bob"], 1));
  const [ann, bob] = [await openSocket(stack), await openSocket(stack)];
  return { relay, ann, bob, [Symbol.asyncDispose]: async () => stack.disposeAsync() };
}

async function openSocket(stack: AsyncDisposableStack): Promise<Socket> {
  const socket = createSocket("udp4");
  stack.defer(() => {
    socket.close();
  });
  socket.bind(0, HOME);
  await once(socket, "listening");
  return socket;
}

async function doorFor(relay: Relay, port: number): Promise<number> {
  const candidate = { candidate: `candidate:1 1 udp 2122260223 ${HOME} ${port} typ host` };
  const told = await relay.rewritten(
    JSON.stringify({ type: "candidate", candidate }),
    "ann",
    "bob",
  );
  return Number(/127\.0\.0\.1 (\d+) typ/.exec(told ?? "")?.[1]);
}

async function received(socket: Socket): Promise<[Buffer, RemoteInfo]> {
  return new Promise((resolve) => {
    socket.once("message", (message, from) => resolve([message, from]));
  });
}
