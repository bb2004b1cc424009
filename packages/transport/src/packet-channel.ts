import { VisavisError } from "@visavis/protocol";
import type { ClockSample } from "./peer-clock.ts";
import { RateGuard } from "./rate-guard.ts";
import { MAX_PACKET_BYTES } from "./transport.ts";

const CHANNEL_ID = 0;
const KIND_PACKET = 0;
const KIND_PING = 1;
const KIND_PONG = 2;
const PING_BYTES = 10;
const PONG_BYTES = 18;
/** A pose at 60 Hz from each of several objects, and room to catch up after a short stall. */
const PACKETS_PER_SECOND = 300;
const BURST = 600;
/** More than this waiting to leave means that the way is full: an old pose is not worth the queue. */
const MAX_BUFFERED_BYTES = 8 * 1024;

/** What is used of `RTCDataChannel`. */
interface DatagramChannel {
  binaryType: string;
  readonly readyState: string;
  readonly bufferedAmount: number;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  addEventListener(type: "open" | "message", listener: (event: Event) => void): void;
}

interface DatagramConnection {
  createDataChannel(label: string, init: RTCDataChannelInit): DatagramChannel;
}

export interface PacketHandlers {
  readonly wallNowMs: () => number;
  readonly opened: () => void;
  readonly received: (bytes: ArrayBuffer) => void;
  readonly ponged: (sample: ClockSample) => void;
  /** The parts (bit 0 voice, bit 1 picture) for which we have nothing to send just now. */
  readonly withholding: () => number;
  /** The same of the other side. */
  readonly withheld: (parts: number) => void;
  /** Anything at all came. */
  readonly heard: () => void;
}

/** Small datagrams and pings over one unordered, unreliable data channel. Both sides open it. */
// 0 kind u8 | packet: 1 bytes | ping: 1 withheld u8, 2 sentAt f64 ms
// pong: 1 withheld u8, 2 the ping's sentAt f64 ms, 10 its own clock f64 ms
export class PacketChannel {
  readonly #channel: DatagramChannel;
  readonly #handlers: PacketHandlers;
  readonly #guard: RateGuard;

  constructor(connection: DatagramConnection, handlers: PacketHandlers) {
    this.#handlers = handlers;
    this.#guard = new RateGuard(PACKETS_PER_SECOND, BURST, handlers.wallNowMs());
    this.#channel = connection.createDataChannel("packets", {
      negotiated: true,
      id: CHANNEL_ID,
      ordered: false,
      maxRetransmits: 0,
    });
    this.#channel.binaryType = "arraybuffer";
    this.#channel.addEventListener("open", () => handlers.opened());
    this.#channel.addEventListener("message", (event) => {
      handlers.heard();
      if (event instanceof MessageEvent && event.data instanceof ArrayBuffer) {
        this.#receive(event.data);
      }
    });
  }

  send(bytes: ArrayBuffer): void {
    assertPacketSize(bytes);
    const framed = new Uint8Array(1 + bytes.byteLength);
    framed[0] = KIND_PACKET;
    framed.set(new Uint8Array(bytes), 1);
    this.#write(framed);
  }

  ping(): void {
    const ping = new DataView(new ArrayBuffer(PING_BYTES));
    ping.setUint8(0, KIND_PING);
    ping.setUint8(1, this.#handlers.withholding());
    ping.setFloat64(2, this.#handlers.wallNowMs());
    this.#write(new Uint8Array(ping.buffer));
  }

  #write(framed: Uint8Array<ArrayBuffer>): void {
    if (this.#channel.readyState !== "open") return;
    if (this.#channel.bufferedAmount > MAX_BUFFERED_BYTES) return;
    this.#channel.send(framed);
  }

  #receive(framed: ArrayBuffer): void {
    const { wallNowMs, received, ponged, withheld } = this.#handlers;
    if (framed.byteLength < 1 || framed.byteLength > 1 + MAX_PACKET_BYTES) return;
    if (!this.#guard.admit(wallNowMs())) return;
    const view = new DataView(framed);
    switch (view.getUint8(0)) {
      case KIND_PACKET:
        received(framed.slice(1));
        return;
      case KIND_PING:
        if (framed.byteLength !== PING_BYTES) return;
        withheld(view.getUint8(1));
        this.#pong(view.getFloat64(2));
        return;
      case KIND_PONG:
        if (framed.byteLength !== PONG_BYTES) return;
        withheld(view.getUint8(1));
        ponged({
          sentAtMs: view.getFloat64(2),
          peerAtMs: view.getFloat64(10),
          receivedAtMs: wallNowMs(),
        });
        return;
      default:
    }
  }

  #pong(sentAtMs: number): void {
    const pong = new DataView(new ArrayBuffer(PONG_BYTES));
    pong.setUint8(0, KIND_PONG);
    pong.setUint8(1, this.#handlers.withholding());
    pong.setFloat64(2, sentAtMs);
    pong.setFloat64(10, this.#handlers.wallNowMs());
    this.#write(new Uint8Array(pong.buffer));
  }
}

export function assertPacketSize(bytes: ArrayBuffer): void {
  if (bytes.byteLength > MAX_PACKET_BYTES) {
    throw new VisavisError("message-too-large", `a packet of ${bytes.byteLength} bytes`);
  }
}
