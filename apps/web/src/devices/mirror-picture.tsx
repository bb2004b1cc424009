import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { Segments } from "../components/field.tsx";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";
import { PlateView } from "../studio/plate-view.tsx";
import { CutOutMirror, RoomMirror } from "./mirror.tsx";

/** What lies behind one's own cut-out: the pattern for "nothing", black, or the uncut picture; or the empty room alone. */
export type PictureGround = "black" | "checker" | "plate" | "room";

interface MirrorPictureProperties {
  readonly own: OwnSite;
  readonly ground: Signal<PictureGround>;
}

/** The own picture, and what is to be seen of it. */
export function MirrorPicture({ own, ground }: MirrorPictureProperties): JSX.Element {
  return (
    <div class="mirror-picture">
      <div class={`mirror mirror-${ground.value}`}>
        <Picture own={own} ground={ground.value} />
      </div>
      <Segments<PictureGround>
        label={t("mirror.ground")}
        value={ground.value}
        choices={[
          { value: "checker", label: t("mirror.checker") },
          { value: "black", label: t("mirror.black") },
          { value: "room", label: t("mirror.room") },
          { value: "plate", label: t("mirror.plate") },
        ]}
        onChange={(value) => (ground.value = value)}
      />
    </div>
  );
}

interface PictureProperties {
  readonly own: OwnSite;
  readonly ground: PictureGround;
}

function Picture({ own, ground }: PictureProperties): JSX.Element {
  const capture = own.camera.capture.value;
  const track = own.camera.track.value;
  if (track && (ground === "room" || !capture)) return <RoomMirror key={track.id} track={track} />;
  const state = own.camera.state.value;
  if (state.state === "failed") {
    return <p class="mirror-wait soft">{errorText(state.code)}</p>;
  }
  if (!capture) return <p class="mirror-wait soft">{t("mirror.opening")}</p>;
  if (ground === "plate") return <PlateView capture={capture} />;
  return <CutOutMirror key={capture.track.id} own={own} capture={capture} />;
}
