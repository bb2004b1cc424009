import { decodePose, encodePose, type PeerId, type PosePacket } from "@visavis/protocol";
import { MAX_PACKET_BYTES, type Transport } from "@visavis/transport";
import type { RelayWire } from "./relay-session.ts";

const KIND_RELAY = 1;
const KIND_POSE = 2;

interface WireHandlers {
  readonly relay: (from: PeerId | "keeper", text: string) => void;
  readonly pose: (from: PeerId, pose: PosePacket) => void;
}

/** Relay texts and poses among whatever else goes over a transport's packets. */
// 0 kind u8 | 1 UTF-8 text (kind 1) or pose (kind 2)
export class TorchWire implements RelayWire {
  readonly #transport: Transport;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  send(text: string, to: PeerId): void {
    const framed = withKind(KIND_RELAY, this.#encoder.encode(text));
    // What is too large for a datagram still goes by way of the server.
    if (framed.byteLength <= MAX_PACKET_BYTES) this.#transport.send(framed, to);
  }

  tell(text: string, to: PeerId | "keeper"): void {
    this.#transport.tell(text, to);
  }

  sendPose(pose: PosePacket): void {
    this.#transport.send(withKind(KIND_POSE, new Uint8Array(encodePose(pose))));
  }

  /** Returns the way to stop. */
  listen({ relay, pose }: WireHandlers): () => void {
    const stops = [
      this.#transport.events.on("told", ({ from, text }) => relay(from, text)),
      this.#transport.events.on("packetReceived", ({ from, bytes }) => {
        const kind = new Uint8Array(bytes)[0];
        const rest = bytes.slice(1);
        if (kind === KIND_RELAY) relay(from, this.#decoder.decode(rest));
        else if (kind === KIND_POSE) {
          const read = poseOrNull(rest);
          if (read) pose(from, read);
        }
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }
}

function withKind(kind: number, bytes: Uint8Array): ArrayBuffer {
  const framed = new Uint8Array(1 + bytes.byteLength);
  framed[0] = kind;
  framed.set(bytes, 1);
  return framed.buffer;
}

function poseOrNull(bytes: ArrayBuffer): PosePacket | null {
  try {
    return decodePose(bytes);
  } catch {
    return null;
  }
}
