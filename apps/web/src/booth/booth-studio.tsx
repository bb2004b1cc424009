import { type Signal, useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { RoundButton } from "../components/button.tsx";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";

interface BoothStudioProperties {
  readonly own: OwnSite;
  readonly isOpen: Signal<boolean>;
}

type Sheet = ComponentType<{ own: OwnSite; onClose: () => void }>;

/** The way to a booth's set-up; it fades with the pointer, and the sheet is loaded when asked for. */
export function BoothStudio({ own, isOpen }: BoothStudioProperties): JSX.Element {
  const sheet = useSignal<Sheet | null>(null);
  useEffect(() => {
    if (isOpen.value && !sheet.peek()) void load(sheet);
  }, [isOpen.value, sheet]);
  const Loaded = sheet.value;
  return (
    <>
      <div class="controls booth-controls">
        <RoundButton
          icon="gear"
          label={t("studio.open")}
          shortcut="B"
          onPress={() => (isOpen.value = true)}
        />
      </div>
      {isOpen.value && Loaded && <Loaded own={own} onClose={() => (isOpen.value = false)} />}
    </>
  );
}

async function load(sheet: Signal<Sheet | null>): Promise<void> {
  const { StudioSheet } = await import("../studio/studio-sheet.tsx");
  sheet.value = StudioSheet;
}
