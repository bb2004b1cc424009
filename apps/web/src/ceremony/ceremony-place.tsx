import { useComputed, useSignal } from "@preact/signals";
import type { Stage } from "@visavis/stage";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Meeting } from "../meeting/meeting.ts";
import type { RoomKey } from "../room-link.ts";

export interface CeremonyPlaceProperties {
  readonly meeting: Meeting;
  readonly stage: Stage | null;
  readonly roomKey: RoomKey;
}

/** Where a ceremony shows itself over the glass. Its program is loaded only when there is one. */
export function CeremonyPlace(properties: CeremonyPlaceProperties): JSX.Element | null {
  const { meeting } = properties;
  const loaded = useSignal<ComponentType<CeremonyPlaceProperties> | null>(null);
  const isDue = useComputed(() => (meeting.ceremony.value?.objects.length ?? 0) > 0).value;
  useEffect(() => {
    if (isDue) void load().then((glass) => (loaded.value = glass));
  }, [isDue, loaded]);
  const Loaded = loaded.value;
  return Loaded && <Loaded {...properties} />;
}

async function load(): Promise<ComponentType<CeremonyPlaceProperties>> {
  return (await import("./ceremony-glass.tsx")).CeremonyGlass;
}
