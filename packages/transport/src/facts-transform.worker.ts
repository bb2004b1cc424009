import { FACTS_BYTES, type FactsMessage, splitTrailer } from "@visavis/protocol";
import { SenderFacts } from "./sender-facts.ts";
import type { TransformCommand, TransformOptions, TransformReport } from "./transform-message.ts";

/** Of the encoded frame, what is used here; the DOM library has no worker types beside it. */
interface EncodedVideoFrame {
  data: ArrayBuffer;
  readonly timestamp: number;
  getMetadata(): {
    readonly rtpTimestamp?: number;
    readonly timestamp?: number;
    readonly receiveTime?: number;
  };
}

interface TransformEvent extends Event {
  readonly transformer: {
    readonly readable: ReadableStream<EncodedVideoFrame>;
    readonly writable: WritableStream<EncodedVideoFrame>;
    readonly options: TransformOptions;
  };
}

const facts = new SenderFacts();
let factsPort: MessagePort | null = null;

addEventListener("rtctransform", (event: Event) => {
  if (!isTransformEvent(event)) return;
  const { readable, writable, options } = event.transformer;
  const transform = options.side === "sender" ? appendFacts(options.link) : readFacts(options.link);
  // Ends with its connection, by an error if need be.
  readable
    .pipeThrough(new TransformStream({ transform }))
    .pipeTo(writable)
    .catch(() => {});
});

addEventListener("message", ({ data: command }: MessageEvent<TransformCommand>) => {
  switch (command.type) {
    case "facts":
      listenTo(command.port);
      return;
    case "sender":
      facts.configure(command.link, command);
      return;
    case "release":
      facts.release(command.link);
      return;
  }
});

function isTransformEvent(event: Event): event is TransformEvent {
  return "transformer" in event;
}

function listenTo(port: MessagePort | null): void {
  factsPort?.close();
  factsPort = port;
  facts.clear();
  if (!port) return;
  port.addEventListener("message", ({ data }: MessageEvent<FactsMessage>) => {
    if (data.facts.byteLength === FACTS_BYTES) facts.add(data, performance.now());
  });
  port.start();
}

type Transform = TransformerTransformCallback<EncodedVideoFrame, EncodedVideoFrame>;

function appendFacts(link: string): Transform {
  return async (frame, controller) => {
    const { rtpTimestamp, timestamp } = frame.getMetadata();
    const encodedAtMs = performance.now();
    const data = await facts.append(link, frame.data, {
      rtpTimestamp: rtpTimestamp ?? frame.timestamp,
      timestampUs: timestamp,
      encodedAtMs,
    });
    if (data) frame.data = data;
    controller.enqueue(frame);
  };
}

function readFacts(link: string): Transform {
  return (frame, controller) => {
    const split = splitTrailer(frame.data);
    if (split) {
      frame.data = split.frame;
      const { rtpTimestamp, receiveTime } = frame.getMetadata();
      report({
        type: "facts",
        link,
        rtpTimestamp: rtpTimestamp ?? frame.timestamp,
        receivedAtMs: performance.timeOrigin + (receiveTime ?? performance.now()),
        facts: split.facts,
      });
    }
    controller.enqueue(frame);
  };
}

function report(message: TransformReport): void {
  postMessage(message);
}

report({ type: "ready" });
