import { useSignal } from "@preact/signals";
import type { Capture } from "@visavis/capture";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../language.ts";

const REFRESH_MS = 1000;
/** As in lobby.css. */
const MIRROR_ASPECT = 3 / 4;

/** The empty room as far as it is known, as in a mirror. */
export function PlateView({ capture }: { readonly capture: Capture }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isKnown = useSignal(true);
  useEffect(() => {
    let isShown = true;
    const refresh = async (): Promise<void> => {
      const bitmap = await capture.platePicture();
      if (isShown && canvas.current) isKnown.value = draw(canvas.current, bitmap);
      bitmap?.close();
    };
    void refresh();
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => {
      isShown = false;
      clearInterval(timer);
    };
  }, [capture, isKnown]);
  return (
    <>
      <canvas
        ref={canvas}
        class="plate-view"
        role="img"
        aria-label={t("studio.platePicture")}
        hidden={!isKnown.value}
      />
      {!isKnown.value && <p class="mirror-wait soft">{t("studio.plateUnknown")}</p>}
    </>
  );
}

function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap | null): boolean {
  if (!bitmap) return false;
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.classList.toggle("plate-view-wide", bitmap.width / bitmap.height > MIRROR_ASPECT);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  return true;
}
