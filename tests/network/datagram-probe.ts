// Run inside a namespace: `receive PORT SECONDS` or `send ADDRESS PORT COUNT EVERY_MS BYTES`. Both ends
// read the same clock, since they run on one machine; the receiver prints what came and how late.
import { createSocket } from "node:dgram";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProbeResult {
  readonly received: number;
  readonly outOfOrder: number;
  /** Sorted. */
  readonly delaysMs: readonly number[];
}

const [mode, ...rest] = process.argv.slice(2);
if (mode === "receive") await receive(Number(rest[0]), Number(rest[1]));
if (mode === "send") {
  const [count = 0, everyMs = 0, bytes = 16] = rest.slice(2).map(Number);
  await send(rest[0] ?? "", Number(rest[1]), { count, everyMs, bytes });
}

async function receive(port: number, seconds: number): Promise<void> {
  const socket = createSocket("udp4");
  const delaysMs: number[] = [];
  let outOfOrder = 0;
  let highest = -1;
  socket.on("message", (packet) => {
    delaysMs.push(nowMs() - packet.readDoubleBE(0));
    const sequence = packet.readUInt32BE(8);
    if (sequence < highest) outOfOrder++;
    highest = Math.max(highest, sequence);
  });
  await new Promise<void>((resolve) => socket.bind(port, resolve));
  process.stdout.write("ready\n");
  await sleep(seconds * 1000);
  socket.close();
  delaysMs.sort((a, b) => a - b);
  const result: ProbeResult = { received: delaysMs.length, outOfOrder, delaysMs };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

interface Sending {
  readonly count: number;
  readonly everyMs: number;
  readonly bytes: number;
}

async function send(address: string, port: number, sending: Sending): Promise<void> {
  const socket = createSocket("udp4");
  const startMs = nowMs();
  for (let sequence = 0; sequence < sending.count; sequence++) {
    await sleep(Math.max(0, startMs + sequence * sending.everyMs - nowMs()));
    const packet = Buffer.alloc(sending.bytes);
    packet.writeDoubleBE(nowMs(), 0);
    packet.writeUInt32BE(sequence, 8);
    socket.send(packet, port, address);
  }
  await sleep(50);
  socket.close();
}

function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
