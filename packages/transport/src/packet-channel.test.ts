import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PacketChannel } from "./packet-channel.ts";
import type { ClockSample } from "./peer-clock.ts";
import { MAX_PACKET_BYTES } from "./transport.ts";

/** As much of a data channel as is used; what one sends the other receives at once. */
class FakeDataChannel extends EventTarget {
  binaryType = "blob";
  readyState = "open";
  bufferedAmount = 0;
  other: FakeDataChannel | null = null;
  sent = 0;

  send(framed: Uint8Array<ArrayBuffer>): void {
    this.sent++;
    this.other?.receive(framed.slice().buffer);
  }

  receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

class Side {
  readonly channel = new FakeDataChannel();
  readonly received: number[][] = [];
  readonly samples: ClockSample[] = [];
  heard = 0;
  withheld = 0;
  withholding = 0;
  nowMs: number;
  readonly packets: PacketChannel;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
    this.packets = new PacketChannel(
      { createDataChannel: () => this.channel },
      {
        wallNowMs: () => this.nowMs,
        opened: () => {},
        received: (bytes) => this.received.push([...new Uint8Array(bytes)]),
        ponged: (sample) => this.samples.push(sample),
        withholding: () => this.withholding,
        withheld: (parts) => (this.withheld = parts),
        heard: () => void this.heard++,
      },
    );
  }
}

function pair(): [Side, Side] {
  const [ann, bob] = [new Side(1_000), new Side(50_000)];
  ann.channel.other = bob.channel;
  bob.channel.other = ann.channel;
  return [ann, bob];
}

describe("packet channel", () => {
  test("[TR-2] delivers every packet of a permitted size unchanged", () => {
    const [ann, bob] = pair();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: MAX_PACKET_BYTES }), (bytes) => {
        bob.nowMs += 100;
        ann.packets.send(bytes.slice().buffer);
        expect(bob.received.at(-1)).toEqual([...bytes]);
      }),
    );
  });

  test("[TR-3] drops packets that are too large, empty, of an unknown kind or no bytes", () => {
    const [, bob] = pair();
    const hostile = [
      new ArrayBuffer(0),
      new ArrayBuffer(MAX_PACKET_BYTES + 2),
      Uint8Array.of(9, 1, 2).buffer,
      Uint8Array.of(1, 2).buffer,
      Uint8Array.of(2, 2).buffer,
      "text",
      null,
    ];
    for (const data of hostile) bob.channel.receive(data);
    expect(bob.received).toEqual([]);
    expect(bob.samples).toEqual([]);
    expect(bob.channel.sent).toBe(0);
  });

  test("[TR-3] lets 300 packets a second through, and 600 at once", () => {
    const [ann, bob] = pair();
    for (let i = 0; i < 5_000; i++) ann.packets.send(new ArrayBuffer(1));
    expect(bob.received).toHaveLength(600);
    bob.nowMs += 1_000;
    for (let i = 0; i < 5_000; i++) ann.packets.send(new ArrayBuffer(1));
    expect(bob.received).toHaveLength(900);
  });

  test("[TR-3] sends nothing more while much is waiting to leave", () => {
    const [ann] = pair();
    ann.channel.bufferedAmount = 9_000;
    ann.packets.send(new ArrayBuffer(1));
    ann.channel.readyState = "connecting";
    ann.channel.bufferedAmount = 0;
    ann.packets.send(new ArrayBuffer(1));
    expect(ann.channel.sent).toBe(0);
  });

  test("[TR-11] answers a ping with its own clock", () => {
    const [ann, bob] = pair();
    [ann.withholding, bob.withholding] = [2, 1];
    ann.packets.ping();
    expect(ann.samples).toEqual([{ sentAtMs: 1_000, peerAtMs: 50_000, receivedAtMs: 1_000 }]);
    expect([ann.heard, bob.heard]).toEqual([1, 1]);
    expect([ann.withheld, bob.withheld]).toEqual([1, 2]);
  });
});
