import { parsePageId } from "@visavis/protocol";
import {
  type MediaSettings,
  PeerTransport,
  type SeatStore,
  SignalChannel,
  type Transport,
} from "@visavis/transport";
import { FakeSignalHub, type HubOptions } from "./fake-signal-hub.ts";
import { type Colour, siteNamed, type TransportBench } from "./transport-contract.ts";

/** Chromium's track that is written piece by piece. */
declare class MediaStreamTrackGenerator extends EventTarget {
  constructor(init: { kind: "audio" });
  readonly writable: WritableStream<AudioData>;
}

export interface PeerBench extends TransportBench {
  readonly hub: FakeSignalHub;
}

const COLOURS: Record<Colour, string> = { red: "#e01010", green: "#10e010", blue: "#1010e0" };
const DRAW_MS = 50;
const SIZE_PX = 160;
const SAMPLE_RATE = 48_000;
const CHUNK_MS = 10;

/** Pages of one room in one page, with real connections and our server in memory. */
export function peerBench(
  settings: Partial<MediaSettings> = {},
  hubOptions: HubOptions = {},
): PeerBench {
  const stack = new AsyncDisposableStack();
  const hub = new FakeSignalHub(hubOptions);
  const seats = new Map<string, SeatStore>();
  const channels = new Map<Transport, SignalChannel>();
  let pages = 0;
  return {
    hub,
    server: {
      get told() {
        return hub.heard.flatMap((message) =>
          message.type === "relay" && message.to === "keeper"
            ? { from: null, text: message.message }
            : [],
        );
      },
      get asked() {
        return hub.heard.flatMap((each) => (each.type === "ceremony" ? each.message : []));
      },
      keeperSays: (to, text) => hub.inject(to, { type: "relay", from: "keeper", message: text }),
      announce: (message) => hub.announce({ type: "ceremony", message }),
    },
    open(name, role) {
      const seatStore = seats.get(name) ?? memoryStore();
      seats.set(name, seatStore);
      const signal = new SignalChannel({
        url: "",
        requestTicket: () => Promise.resolve(name.padEnd(8, "0")),
        page: parsePageId(`page${String(pages++).padStart(4, "0")}`),
        site: siteNamed(name, role),
        seatStore,
        openSocket: hub.openSocket,
      });
      const transport = stack.use(new PeerTransport({ signal, settings }));
      channels.set(transport, signal);
      return transport;
    },
    video: (colour) => canvasTrack(stack, COLOURS[colour]),
    audio: () => tone(stack),
    colourOf: (track) => Promise.resolve(shownColour(track)),
    async abandon(transport) {
      // A page that is torn down says nothing: neither to the server nor to the others.
      hub.heard.length = 0;
      const channel = channels.get(transport);
      if (channel) channel.send = () => false;
      await transport[Symbol.asyncDispose]();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function memoryStore(): SeatStore {
  let kept: string | null = null;
  return { read: () => kept, write: (token) => (kept = token) };
}

function canvasTrack(stack: AsyncDisposableStack, style: string): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE_PX;
  const context = canvas.getContext("2d");
  let frame = 0;
  const timer = setInterval(() => {
    if (!context) return;
    context.fillStyle = style;
    context.fillRect(0, 0, SIZE_PX, SIZE_PX);
    context.fillStyle = "#808080";
    context.fillRect(frame++ % SIZE_PX, 0, 4, 4);
  }, DRAW_MS);
  const [track] = canvas.captureStream().getVideoTracks();
  if (!track) throw new Error("the canvas gives no picture");
  stack.defer(() => {
    clearInterval(timer);
    track.stop();
  });
  return track;
}

/** Sound that needs no touch of the page first, as an `AudioContext` would. */
function tone(stack: AsyncDisposableStack): MediaStreamTrack {
  const generator = new MediaStreamTrackGenerator({ kind: "audio" });
  if (!(generator instanceof MediaStreamTrack)) throw new Error("the generator is no track");
  const writer = generator.writable.getWriter();
  const startMs = performance.now();
  let written = 0;
  const timer = setInterval(() => {
    while (written * CHUNK_MS < performance.now() - startMs) void writer.write(sine(written++));
  }, CHUNK_MS);
  stack.defer(() => {
    clearInterval(timer);
    generator.stop();
  });
  return generator;
}

function sine(chunk: number): AudioData {
  const numberOfFrames = (SAMPLE_RATE * CHUNK_MS) / 1_000;
  const data = Float32Array.from({ length: numberOfFrames }, (_, i) => {
    const seconds = (chunk * numberOfFrames + i) / SAMPLE_RATE;
    return 0.3 * Math.sin(2 * Math.PI * 440 * seconds);
  });
  return new AudioData({
    format: "f32",
    sampleRate: SAMPLE_RATE,
    numberOfFrames,
    numberOfChannels: 1,
    timestamp: chunk * CHUNK_MS * 1_000,
    data,
  });
}

const screens = new WeakMap<MediaStreamTrack, HTMLVideoElement>();

function shownColour(track: MediaStreamTrack): Colour | null {
  let video = screens.get(track);
  if (!video) {
    video = document.createElement("video");
    video.muted = true;
    video.srcObject = new MediaStream([track]);
    screens.set(track, video);
    // Settles with the first frame, which may be long in coming.
    void video.play().catch(() => {});
  }
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context?.drawImage(video, -SIZE_PX / 2, -SIZE_PX / 2, SIZE_PX, SIZE_PX);
  const [red = 0, green = 0, blue = 0] = context?.getImageData(0, 0, 1, 1).data ?? [];
  const strongest = Math.max(red, green, blue);
  if (strongest < 120) return null;
  if (strongest === red) return "red";
  return strongest === green ? "green" : "blue";
}
