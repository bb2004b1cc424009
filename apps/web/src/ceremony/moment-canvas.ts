import { createStage, type PixelBlock, type Stage } from "@visavis/stage";
import type { OwnSite } from "../meeting/own-site.ts";

/** What the server takes; see CER-9. */
const MOST_BYTES = 2 * 1024 * 1024;
const QUALITIES = [0.9, 0.8, 0.65, 0.5] as const;
const HEIGHT_PX = 960;
/** Each person's half is at most so wide for its height. */
const MOST_ASPECT = 3 / 4;
/** The glass between the two. */
const SEAM_PX = 4;
/** Without a frame of our own by then, the glass alone is the picture. */
const OWN_WITHIN_MS = 2500;

/**
 * A JPEG of both sides: our own person, cut out and drawn as the others see him, beside what our
 * glass shows. Null while nothing can be drawn.
 */
export async function pictureOfMoment(stage: Stage, own: OwnSite | null): Promise<Blob | null> {
  // First the glass: the moment is there, and our own half takes a while to be drawn.
  const glass = stage.readPixels();
  if (!glass) return null;
  const ownPixels = own && (await ownHalf(stage, own).catch(() => null));
  // A torch is at its holder's right, which on his glass is the side that is turned to him here.
  return encode(compose(ownPixels ? [glass, ownPixels] : [glass]));
}

/** The same stage once more, for a moment, with ourselves on it. */
async function ownHalf(stage: Stage, own: OwnSite): Promise<PixelBlock | null> {
  const track = own.camera.capture.peek()?.track;
  if (!track || own.camera.isOff.peek()) return null;
  const { pane, mode } = stage.settings;
  const aspect = pane.size.widthM / pane.size.heightM;
  const mirror = await createStage({
    canvas: document.createElement("canvas"),
    pane,
    mode: mode === "transparent" ? "lit" : mode,
    size: { widthPx: Math.round(HEIGHT_PX * aspect), heightPx: HEIGHT_PX },
  });
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  // A local track carries no trailer: here the facts come as pixels.
  own.camera.update({ hasCodeStrip: true });
  try {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    mirror.addFigure("own", video, () => null).onShown(({ facts }) => facts && resolve(true));
    setTimeout(() => resolve(false), OWN_WITHIN_MS);
    await video.play();
    return (await promise) ? mirror.readPixels() : null;
  } finally {
    own.camera.update({ hasCodeStrip: own.isStamped });
    mirror.dispose();
    video.srcObject = null;
  }
}

/** Side by side, each as high as the other, their middles kept. */
function compose(halves: readonly PixelBlock[]): OffscreenCanvas {
  const parts = halves.map((half) => {
    const aspect = half.widthPx / half.heightPx;
    const shown = halves.length > 1 ? Math.min(aspect, MOST_ASPECT) : aspect;
    return { picture: canvasOf(half), widthPx: Math.round(HEIGHT_PX * shown), aspect };
  });
  const gapsPx = SEAM_PX * (parts.length - 1);
  const widthPx = parts.reduce((sum, part) => sum + part.widthPx, gapsPx);
  const canvas = new OffscreenCanvas(widthPx, HEIGHT_PX);
  const context = canvas.getContext("2d");
  let left = 0;
  for (const { picture, widthPx: width, aspect } of parts) {
    const used = Math.min(picture.width, (picture.width * width) / (HEIGHT_PX * aspect));
    const from = (picture.width - used) / 2;
    context?.drawImage(picture, from, 0, used, picture.height, left, 0, width, HEIGHT_PX);
    left += width + SEAM_PX;
  }
  return canvas;
}

function canvasOf({ data, widthPx, heightPx }: PixelBlock): OffscreenCanvas {
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  canvas.getContext("2d")?.putImageData(new ImageData(data, widthPx, heightPx), 0, 0);
  return canvas;
}

async function encode(canvas: OffscreenCanvas): Promise<Blob | null> {
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
    if (blob.size <= MOST_BYTES) return blob;
  }
  return null;
}
