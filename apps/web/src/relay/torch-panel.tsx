import { useSignal } from "@preact/signals";
import type { Stage } from "@visavis/stage";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { RoundButton } from "../components/button.tsx";
import type { Meeting } from "../meeting/meeting.ts";
import { setTorchApi } from "../meeting/page-api.ts";
import type { RoomKey } from "../room-link.ts";
import { t } from "../language.ts";
import type { Wanted } from "./bring-out.ts";
import { KissTime } from "./kiss-time.tsx";
import { Looker } from "./looker.ts";
import { RoomSources } from "./object-sources.ts";
import type { Relay } from "./relay.ts";
import { RelayWatch } from "./relay-watch.ts";
import { TorchControl } from "./torch-control.tsx";
import { TorchEars } from "./torch-ears.ts";
import "../styles/torch.css";

export interface TorchPanelProperties {
  readonly meeting: Meeting;
  readonly stage: Stage;
  readonly roomKey: RoomKey;
  readonly wanted: Wanted | null;
  /** By the link; null where it does not say. */
  readonly isSounding: boolean | null;
  /** Nothing but the things themselves. */
  readonly isClean: boolean;
}

/** The shared things of this page and their quiet control. Loaded only where there are any. */
export function TorchPanel(properties: TorchPanelProperties): JSX.Element | null {
  const relay = useSignal<Relay | null>(null);
  const looker = useSignal<Looker | null>(null);
  const ears = useSignal<TorchEars | null>(null);
  useEffect(() => {
    const { isSounding, meeting, roomKey, stage, wanted } = properties;
    stage.prepareProps();
    const heard = new TorchEars({
      isWanted: isSounding,
      isOnByDefault: meeting.own !== null,
      eye: () => stage.settings.eye,
      speakerId: () => meeting.own?.devices.wanted("audiooutput")?.id ?? "",
    });
    const sources = new RoomSources(roomKey);
    ears.value = heard;
    if (!meeting.own) {
      const looking = new Looker({ meeting, stage, sources, ears: heard });
      looker.value = looking;
      return () => [looking, heard].forEach((part) => part[Symbol.dispose]());
    }
    const watch = new RelayWatch({ meeting, stage, wanted, sources, ears: heard });
    const stop = watch.relay.subscribe((next) => {
      relay.value = next;
      setTorchApi(next);
    });
    return () => {
      stop();
      setTorchApi(null);
      watch[Symbol.dispose]();
      heard[Symbol.dispose]();
    };
    // A meeting and its stage live as long as the page: nothing here changes.
  }, []);
  if (properties.isClean) return null;
  const kiss = looker.value?.kiss.value;
  return (
    <>
      {relay.value && <TorchControl relay={relay.value} meeting={properties.meeting} />}
      {kiss && <KissTime isOn={kiss.isOn} seconds={kiss.seconds} />}
      {ears.value && relay.value?.scene.value && <Mute ears={ears.value} />}
    </>
  );
}

function Mute({ ears }: { readonly ears: TorchEars }): JSX.Element {
  const isOn = ears.isOn.value;
  return (
    <div class="torch-mute">
      <RoundButton
        icon={isOn ? "speaker" : "speaker-off"}
        label={isOn ? t("torch.mute") : t("torch.unmute")}
        onPress={() => ears.setOn(!isOn)}
      />
    </div>
  );
}
