import { matteAssets } from "virtual:runtime-assets";
import { insertableStreams } from "@visavis/platform";
import { type Backdrop, PackedView } from "../src/index.ts";
import { throughWebRtc } from "./loopback.ts";
import type { Command, Notice } from "./message.ts";

const LEAVE_MS = 3000;

function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`no ${id}`);
}

const start = element("start", HTMLButtonElement);
const plate = element("plate", HTMLButtonElement);
const backdrop = element("backdrop", HTMLSelectElement);
const band = element("band", HTMLSelectElement);
const picture = element("picture", HTMLInputElement);

start.addEventListener("click", () => {
  start.disabled = true;
  run().catch((error: unknown) => {
    start.disabled = false;
    say(String(error));
  });
});

picture.addEventListener("change", () => {
  const [file] = picture.files ?? [];
  if (file)
    element("near", HTMLDivElement).style.backgroundImage = `url(${URL.createObjectURL(file)})`;
});

async function run(): Promise<void> {
  const { Processor, Generator } = insertableStreams();
  if (!Processor || !Generator) throw new Error("This page needs Chrome or Edge.");
  // The camera's own picture, uncut; the compiler does not know `resizeMode` yet.
  const unscaled = { resizeMode: "none" };
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { width: { ideal: 640 }, frameRate: 30, ...unscaled },
  });
  const [camera] = stream.getVideoTracks();
  if (!camera) throw new Error("no camera");

  const person = new Generator({ kind: "video" });
  const worker = new Worker(new URL("cut-out.worker.ts", import.meta.url));
  const post = (command: Command, transfer: Transferable[] = []): void =>
    worker.postMessage(command, transfer);
  worker.addEventListener("message", ({ data }: MessageEvent<Notice>) => follow(data));
  const { readable } = new Processor({ track: camera, maxBufferSize: 1 });
  const { writable } = person;
  const assets = { ...matteAssets };
  post({ type: "start", assets, camera: readable, person: writable }, [readable, writable]);

  show(person, element("own", HTMLCanvasElement));
  const video = show(await throughWebRtc(person), element("received", HTMLCanvasElement));
  countFrames(video);
  const update = (): void =>
    post({
      type: "update",
      backdrop: backdropOf(backdrop.value),
      band: band.value === "hair" ? "hair" : "narrow",
    });
  backdrop.addEventListener("change", update);
  band.addEventListener("change", update);
  plate.addEventListener("click", () => {
    backdrop.value = "plate";
    update();
    say("Step out of the picture …");
    setTimeout(() => post({ type: "take-plate" }), LEAVE_MS);
  });
}

/** Draws a track of packed frames with its alpha. */
function show(track: MediaStreamTrack, canvas: HTMLCanvasElement): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  void video.play();
  new PackedView(canvas).follow(video);
  return video;
}

function backdropOf(name: string): Backdrop {
  if (name === "green" || name === "blue") return { kind: "chroma", screen: name };
  return { kind: name === "plate" ? "plate" : "none" };
}

function follow(notice: Notice): void {
  switch (notice.type) {
    case "running":
      for (const control of [plate, backdrop, band]) control.disabled = false;
      say("Cut out on this machine, one thread of wasm.");
      break;
    case "plate":
      if (notice.plate.source === "learnt") {
        say(`${Math.round(notice.plate.share * 100)} % of the empty room is known.`);
      }
      break;
    case "plate-taken":
      say("The empty room is taken. Come back.");
      break;
    case "failed":
      say(`${notice.code}: ${notice.detail}`);
  }
}

function say(text: string): void {
  element("said", HTMLParagraphElement).textContent = text;
}

function countFrames(video: HTMLVideoElement): void {
  let frames = 0;
  const count = (): void => {
    frames++;
    video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
  setInterval(() => {
    element("figures", HTMLSpanElement).textContent = `· ${frames} pictures a second`;
    frames = 0;
  }, 1000);
}
