import { type FrameSource, insertableStreams, trustOwnScripts } from "@visavis/platform";
import { type FrameTap, MessageTap, StreamTap } from "./frame-tap.ts";
import { loadHandNets } from "./hand-nets.ts";
import { LookLoop } from "./look-loop.ts";
import type { HandsCommand, HandsNotice } from "./worker-message.ts";

trustOwnScripts();

let loop: LookLoop | null = null;
let messageTap: MessageTap | null = null;
/** What came while the nets were loading. */
let waiting: HandsCommand[] = [];
let isStopped = false;

addEventListener("message", ({ data: command }: MessageEvent<HandsCommand>) => {
  switch (command.type) {
    case "probe":
      notify({ type: "probed", hasProcessor: insertableStreams().Processor !== undefined });
      break;
    case "start":
      void start(command);
      break;
    case "frame":
      if (messageTap) messageTap.put(command.frame);
      else command.frame.close();
      break;
    case "stop":
      isStopped = true;
      loop?.stop();
      break;
    case "update":
    case "source":
      if (loop) obey(loop, command);
      else waiting.push(command);
      break;
  }
});

async function start(command: Extract<HandsCommand, { type: "start" }>): Promise<void> {
  const tap = openTap(command.source);
  try {
    const nets = await loadHandNets(command.assets);
    loop = new LookLoop({ nets, settings: command.settings, notify });
    loop.open(tap);
    for (const late of waiting) obey(loop, late);
    waiting = [];
    notify({ type: "ready" });
    if (isStopped) loop.stop();
    await loop.run();
  } catch (error) {
    notify({ type: "failed", detail: String(error) });
  } finally {
    tap.close();
    notify({ type: "ended" });
  }
}

function obey(to: LookLoop, command: HandsCommand): void {
  if (command.type === "update") to.update(command.settings);
  if (command.type === "source") to.open(openTap(command.source));
}

function openTap(source: FrameSource): FrameTap {
  messageTap = null;
  if (source.kind === "stream") return new StreamTap(source.readable);
  const { Processor } = insertableStreams();
  if (source.kind === "track" && Processor) {
    return new StreamTap(new Processor({ track: source.track, maxBufferSize: 1 }).readable);
  }
  messageTap = new MessageTap(() => notify({ type: "frame-wanted" }));
  return messageTap;
}

/** Every clock has its own beginning: times go out as milliseconds since the epoch. */
function notify(notice: HandsNotice): void {
  if (notice.type !== "hand") return postMessage(notice);
  const atMs = notice.hand.atMs + performance.timeOrigin;
  postMessage({ ...notice, hand: { ...notice.hand, atMs } });
}
