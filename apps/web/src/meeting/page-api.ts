import type {
  ErrorCode,
  GlassFrames,
  LedgerView,
  PageReport,
  TorchReport,
} from "@visavis/protocol";
import type { AlphaBlock, PixelBlock, Stage } from "@visavis/stage";
import type { Hand } from "@visavis/tracking";
import type { LinkStats } from "@visavis/transport";
import type { Ledger } from "../ledger/ledger.ts";
import type { Meeting } from "./meeting.ts";
import type { OwnSite } from "./own-site.ts";
import type { RemoteSite } from "./remote-site.ts";

/** What a page tells programs that drive it: rehearsals, tests, operators' scripts. */
interface PageApi {
  /** Of the remote site with this peer id, or of the first. */
  report(peer?: string): Promise<PageReport>;
  /** Of every remote site, by peer id, since the first frame. */
  ledger(): Record<string, LedgerView>;
  /** The matte as it arrived; null while there is none. */
  alphaPng(peer?: string): Promise<Blob | null>;
  /** What this page's glass shows; null while nothing can be drawn. */
  glassPng(): Promise<Blob | null>;
  /** Of the shared object with this name, or of the first; null while this page has none. */
  torch(object?: string): TorchReport | null;
  /** Which frames the glass showed of it, from the `from`th on; null as above. */
  torchFrames(from: number, object?: string): GlassFrames | null;
  /** As the key T does: gives it or takes it. False when that came to nothing. */
  passTorch(object?: string): Promise<boolean>;
  /** From another tracker than the page's own: it counts as a hand before this camera does. */
  handChanged(hand: Hand): void;
  /** True once a remote person is on the glass. */
  readonly ready: boolean;
}

declare global {
  interface Window {
    visavis?: PageApi;
  }
}

interface TorchApi {
  report(object?: string): TorchReport | null;
  framesSince(from: number, object?: string): GlassFrames | null;
  pass(object?: string): Promise<boolean>;
  handChanged(hand: Hand): void;
}

let torch: TorchApi | null = null;

/** From the torch's own program, which comes later than the page, if at all. */
export function setTorchApi(api: TorchApi | null): void {
  torch = api;
}

/** @param stage asked each time, because the stage comes after the meeting */
export function exposePageApi(meeting: Meeting, stage: () => Stage | null): void {
  const find = (peer?: string): RemoteSite | undefined =>
    meeting.remotes.peek().find((remote) => peer === undefined || remote.peer.peek().peer === peer);
  window.visavis = {
    report: async (peer) => siteReport(meeting, find(peer)),
    ledger: () =>
      Object.fromEntries(
        meeting.remotes.peek().map(({ peer, ledger }) => [peer.peek().peer, ledger.whole]),
      ),
    alphaPng: async (peer) => {
      const alpha = find(peer)?.figure?.readAlpha();
      return alpha ? alphaToPng(alpha) : null;
    },
    glassPng: async () => {
      const pixels = stage()?.readPixels();
      return pixels ? pixelsToPng(pixels) : null;
    },
    torch: (object) => torch?.report(object) ?? null,
    torchFrames: (from, object) => torch?.framesSince(from, object) ?? null,
    passTorch: async (object) => (await torch?.pass(object)) ?? false,
    handChanged: (hand) => torch?.handChanged(hand),
    get ready() {
      return meeting.remotes.peek().some(({ hasPicture }) => hasPicture.peek());
    },
  };
}

async function siteReport(meeting: Meeting, remote: RemoteSite | undefined): Promise<PageReport> {
  const stats = remote ? await meeting.transport.stats(remote.peer.peek().peer) : null;
  const whole = remote?.ledger.whole;
  return {
    camera: cameraOf(meeting.own),
    sent: sentOf(stats),
    shown: whole ? { fps: whole.fps, freezes: whole.freezes, frozenMs: whole.frozenMs } : null,
    latencyMs: latencyOf(remote?.ledger),
    audio: audioOf(stats),
    heightM: remote?.figure?.state.heightM ?? null,
    errors: faultsOf(meeting),
  };
}

function cameraOf(own: OwnSite | null): PageReport["camera"] {
  const camera = own?.camera.report.peek()?.camera;
  return camera ? { width: camera.widthPx, height: camera.heightPx, fps: camera.fps } : null;
}

function sentOf(stats: LinkStats | null): PageReport["sent"] {
  if (!stats?.sentVideo) return null;
  const { width, height, fps, kbps, codec } = stats.sentVideo;
  return { width, height, fps, kbps, codec: codec ?? "" };
}

function audioOf(stats: LinkStats | null): PageReport["audio"] {
  if (!stats?.receivedAudio) return null;
  const { receivedSeconds, concealedShare } = stats.receivedAudio;
  return { receivedSeconds, concealedShare };
}

function latencyOf(ledger: Ledger | undefined): PageReport["latencyMs"] {
  const whole = ledger?.whole;
  return whole?.total ? { ...whole.total, stages: whole.stages } : null;
}

/** What is wrong at this site now. */
export function faultsOf({ own, transport }: Meeting): ErrorCode[] {
  const camera = own?.camera.state.peek();
  const microphone = own?.microphone.state.peek();
  const codes = [
    transport.state.code,
    camera?.state === "failed" ? camera.code : null,
    own?.camera.captureFault.peek() ?? null,
    microphone?.state === "failed" ? microphone.code : null,
  ];
  return codes.filter((code) => code !== null);
}

async function alphaToPng({ widthPx, heightPx, data }: AlphaBlock): Promise<Blob> {
  const grey = new Uint8ClampedArray(widthPx * heightPx * 4);
  data.forEach((alpha, i) => grey.set([alpha, alpha, alpha, 255], i * 4));
  return pixelsToPng({ widthPx, heightPx, data: grey });
}

async function pixelsToPng({ widthPx, heightPx, data }: PixelBlock): Promise<Blob> {
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  canvas.getContext("2d")?.putImageData(new ImageData(data, widthPx, heightPx), 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}
