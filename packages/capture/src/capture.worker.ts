import { Matter } from "@visavis/matte";
import { insertableStreams, trustOwnScripts } from "@visavis/platform";
import { CameraFeed } from "./camera-feed.ts";
import { openSink, type FrameSink } from "./frame-sink.ts";
import { Pipeline } from "./pipeline.ts";
import { IndexedDbPlateStore } from "./plate-store.ts";
import type { CaptureCommand, CaptureNotice } from "./worker-message.ts";

const TICK_MS = 200;

trustOwnScripts();

const feed = new CameraFeed();
let pipeline: Pipeline | null = null;

addEventListener("message", ({ data: command }: MessageEvent<CaptureCommand>) => {
  switch (command.type) {
    case "probe":
      probe();
      break;
    case "start":
      void start(command);
      break;
    case "update":
      pipeline?.update(command.settings);
      break;
    case "source":
      pipeline?.setCamera(command.cameraId);
      feed.open(command.source);
      break;
    case "frame":
      feed.put(command.frame);
      notify({ type: "frame-taken" });
      break;
    case "take-plate":
      pipeline?.takePlate(command.isSurelyEmpty);
      break;
    case "forget-plate":
      pipeline?.forgetPlate();
      break;
    case "show-plate":
      void pipeline?.showPlate();
      break;
    case "stop":
      feed.close();
      break;
  }
});

function probe(): void {
  const { Processor, WorkerGenerator } = insertableStreams();
  notify({
    type: "probed",
    hasProcessor: Processor !== undefined,
    hasGenerator: WorkerGenerator !== undefined,
  });
}

async function start(command: Extract<CaptureCommand, { type: "start" }>): Promise<void> {
  let sink: FrameSink | null = null;
  let ticking: ReturnType<typeof setInterval> | undefined;
  try {
    sink = openSink(command.target, notify);
    const { assets, settings, facts } = command;
    const createMatter = (): Promise<Matter> => Matter.create(assets, "auto");
    const plates = new IndexedDbPlateStore();
    pipeline = new Pipeline({ createMatter, settings, facts, plates, feed, sink, notify });
    pipeline.setCamera(command.cameraId);
    feed.open(command.source);
    notify({ type: "started", track: sink.track });
    ticking = setInterval(() => void pipeline?.tick().catch(() => {}), TICK_MS);
    await pipeline.run();
  } catch (error) {
    const failure = { code: "matte-failed", detail: String(error), isRecovering: false } as const;
    notify({ type: "failed", failure });
  } finally {
    clearInterval(ticking);
    feed.close();
    await sink?.close();
    notify({ type: "ended" });
  }
}

function notify(notice: CaptureNotice): void {
  postMessage(notice, { transfer: transferOf(notice) });
}

function transferOf(notice: CaptureNotice): Transferable[] {
  if (notice.type === "packed") return [notice.frame];
  if (notice.type === "plate-picture" && notice.bitmap) return [notice.bitmap];
  // Tracks are transferable where workers can make them.
  return notice.type === "started" && notice.track ? [notice.track] : [];
}
