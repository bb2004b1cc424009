import { useComputed, useSignal } from "@preact/signals";
import type { Stage } from "@visavis/stage";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Parameters } from "../parameters.ts";
import type { Wanted } from "../relay/bring-out.ts";
import type { TorchPanelProperties } from "../relay/torch-panel.tsx";
import type { RoomKey } from "../room-link.ts";
import type { Meeting } from "./meeting.ts";

interface TorchPlaceProperties {
  readonly meeting: Meeting;
  readonly stage: Stage | null;
  readonly roomKey: RoomKey;
  readonly parameters: Parameters;
  /** Nothing but the things themselves: a feed that others compose. */
  readonly isClean?: boolean;
}

/** What the link brings out where there is nothing; otherwise there is what a ceremony has. */
export function wantedObject({ values }: Parameters): Wanted | null {
  return values.object ?? (values.torch ? "torch" : null);
}

/** Where the shared things go. Their program is not even loaded as long as nobody has one. */
export function TorchPlace(properties: TorchPlaceProperties): JSX.Element | null {
  const { meeting, stage, roomKey, parameters, isClean = false } = properties;
  const panel = useSignal<ComponentType<TorchPanelProperties> | null>(null);
  // Who only looks on brings nothing out.
  const wanted = meeting.own ? wantedObject(parameters) : null;
  const isDue = useComputed(() => wanted !== null || hasObjects(meeting));
  const isNeeded = isDue.value && stage !== null;
  useEffect(() => {
    if (!isNeeded) return;
    void loadPanel().then((loaded) => (panel.value = loaded));
  }, [isNeeded]);
  const Panel = panel.value;
  if (!Panel || !stage) return null;
  const isSounding = parameters.values.sound ?? (meeting.own ? null : false);
  const room = { meeting, stage, roomKey };
  return <Panel {...room} wanted={wanted} isSounding={isSounding} isClean={isClean} />;
}

async function loadPanel(): Promise<ComponentType<TorchPanelProperties>> {
  return (await import("../relay/torch-panel.tsx")).TorchPanel;
}

function hasObjects(meeting: Meeting): boolean {
  return (meeting.ceremony.value?.objects.length ?? 0) > 0;
}
