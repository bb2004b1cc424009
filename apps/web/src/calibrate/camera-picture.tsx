import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Notice } from "../components/notice.tsx";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { CameraSession } from "./camera-session.ts";

/** The camera's upright picture, mirrored as people expect, with lines at crown and soles. */
export function CameraPicture({ session }: { readonly session: CameraSession }): JSX.Element {
  const { state, track, captureFault } = session.camera;
  const video = useRef<HTMLVideoElement>(null);
  const stream = track.value;
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = stream && new MediaStream([stream]);
    if (stream) void video.current.play().catch(() => undefined);
  }, [stream]);
  const now = state.value;
  const picture = session.picture.value;
  const aspect = picture ? picture.widthPx / picture.heightPx : 3 / 4;
  const isTurned = session.rotation === 90 || session.rotation === 270;
  const turn = `scaleX(-1) rotate(${session.rotation}deg) ${isTurned ? `scale(${1 / aspect})` : ""}`;
  return (
    <div class="stack-tight">
      <div class="camera-picture" style={{ aspectRatio: String(aspect) }}>
        <video ref={video} muted playsInline autoplay style={{ transform: turn }} />
        <PersonLines session={session} />
        {now.state !== "on" && (
          <p class="camera-closed">
            {now.state === "opening" ? t("calibrate:camera.opening") : t("calibrate:camera.closed")}
          </p>
        )}
      </div>
      {now.state === "failed" && <Notice tone="danger">{errorText(now.code)}</Notice>}
      {captureFault.value && <Notice tone="danger">{errorText(captureFault.value)}</Notice>}
    </div>
  );
}

/** A component of its own, because it follows every frame. */
function PersonLines({ session }: { readonly session: CameraSession }): JSX.Element | null {
  const person = session.person.value;
  if (!person) return null;
  const top = (person.topRow / person.pictureHeightPx) * 100;
  const foot = (person.footRow / person.pictureHeightPx) * 100;
  return (
    <div aria-hidden="true">
      <span class="person-line" style={{ top: `${top}%` }}>
        {t("calibrate:camera.crown")}
      </span>
      <span
        class={person.hasFloorContact ? "person-line" : "person-line person-line-cut"}
        style={{ top: `${foot}%` }}
      >
        {person.hasFloorContact ? t("calibrate:camera.soles") : t("calibrate:camera.cut")}
      </span>
    </div>
  );
}
