import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { RoundButton } from "../components/button.tsx";
import { CheckList } from "../components/notice.tsx";
import { MirrorPicture, type PictureGround } from "../devices/mirror-picture.tsx";
import { cutOutCheck } from "../devices/own-checks.ts";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";
import { StudioPanel } from "./studio-panel.tsx";

interface StudioSheetProperties {
  readonly own: OwnSite;
  readonly onClose: () => void;
}

/** A booth's set-up: one's own cut-out and all that belongs to it, over the running meeting. */
export function StudioSheet({ own, onClose }: StudioSheetProperties): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const ground = useSignal<PictureGround>("checker");
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="studio-sheet" aria-label={t("studio.title")} onClose={onClose}>
      <header class="studio-head">
        <h2>{t("studio.title")}</h2>
        <RoundButton
          icon="close"
          label={t("studio.close")}
          onPress={() => dialog.current?.close()}
        />
      </header>
      <div class="studio-body">
        <MirrorPicture own={own} ground={ground} />
        <div class="stack">
          <CheckList checks={[cutOutCheck(own)].filter((check) => check !== null)} />
          <StudioPanel own={own} />
        </div>
      </div>
    </dialog>
  );
}
