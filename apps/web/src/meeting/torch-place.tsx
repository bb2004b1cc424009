import { useComputed, useSignal } from "@preact/signals";
import type { Stage } from "@visavis/stage";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { TorchWatchOptions } from "../relay/torch-watch.ts";
import type { Meeting } from "./meeting.ts";

interface TorchPlaceProperties {
  readonly meeting: Meeting;
  readonly stage: Stage | null;
  /** By the link: brings a torch out; otherwise there is one when a ceremony has one. */
  readonly isWanted: boolean;
}

/** Where the torch goes. Its program is not even loaded as long as nobody has one. */
export function TorchPlace(properties: TorchPlaceProperties): JSX.Element | null {
  const { meeting, stage, isWanted } = properties;
  const panel = useSignal<ComponentType<TorchWatchOptions> | null>(null);
  const isDue = useComputed(() => isWanted || hasTorch(meeting));
  const isNeeded = isDue.value && stage !== null;
  useEffect(() => {
    if (!isNeeded) return;
    void loadPanel().then((loaded) => (panel.value = loaded));
  }, [isNeeded]);
  const Panel = panel.value;
  if (!Panel || !stage) return null;
  return <Panel meeting={meeting} stage={stage} lights={isWanted} />;
}

async function loadPanel(): Promise<ComponentType<TorchWatchOptions>> {
  return (await import("../relay/torch-panel.tsx")).TorchPanel;
}

function hasTorch(meeting: Meeting): boolean {
  const ceremony = meeting.ceremony.value;
  return ceremony !== null && ceremony.objects.some(({ kind }) => kind === "torch");
}
