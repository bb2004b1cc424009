import type { Capture } from "@visavis/capture";
import { roomyPane } from "@visavis/pane";
import { createStage } from "@visavis/stage";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";

/** The camera's own picture, as in a mirror. */
export function RoomMirror({ track }: { readonly track: MediaStreamTrack }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return (
    <video
      ref={video}
      class="mirror-video"
      aria-label={t("mirror.roomPicture")}
      autoplay
      muted
      playsInline
    />
  );
}

interface CutOutMirrorProperties {
  readonly own: OwnSite;
  readonly capture: Capture;
}

/** One's own packed frames, drawn by the same stage that draws them on the other side. */
export function CutOutMirror({ own, capture }: CutOutMirrorProperties): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return undefined;
    const stopping = new AbortController();
    void mirror(canvas.current, own, capture.track, stopping.signal);
    return () => stopping.abort();
  }, [own, capture]);
  return <canvas ref={canvas} class="mirror-canvas" role="img" aria-label={t("mirror.cutOut")} />;
}

async function mirror(
  canvas: HTMLCanvasElement,
  own: OwnSite,
  track: MediaStreamTrack,
  signal: AbortSignal,
): Promise<void> {
  const pane = (): ReturnType<typeof roomyPane> =>
    roomyPane(canvas.clientWidth, canvas.clientHeight);
  const stage = await createStage({ canvas, pane: pane(), mode: "transparent", isMirrored: true });
  if (signal.aborted) return stage.dispose();
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  void video.play().catch(() => undefined);
  // A local track carries no trailer: here the facts come as pixels.
  own.camera.update({ hasCodeStrip: true });
  stage.addFigure("own", video, () => null);
  const observer = new ResizeObserver(() => stage.update({ pane: pane() }));
  observer.observe(canvas);
  signal.addEventListener("abort", () => {
    observer.disconnect();
    stage.dispose();
    video.srcObject = null;
    own.camera.update({ hasCodeStrip: own.isStamped });
  });
  return undefined;
}
