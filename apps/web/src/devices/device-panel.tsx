import type { JSX } from "preact";
import { type Choice, SelectField } from "../components/field.tsx";
import { LevelMeter } from "../components/level-meter.tsx";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";
import type { DeviceKind } from "./devices.ts";

/** Which camera, microphone and speaker; each is remembered by its label. */
export function DevicePanel({ own }: { readonly own: OwnSite }): JSX.Element {
  const { microphone } = own;
  return (
    <div class="device-panel">
      <DeviceChoice
        own={own}
        kind="videoinput"
        label={t("device.camera")}
        track={own.camera.track.value}
        onChange={() => void own.camera.open()}
      />
      <div class="stack-tight">
        <DeviceChoice
          own={own}
          kind="audioinput"
          label={t("device.microphone")}
          track={microphone.track.value}
          onChange={() => void microphone.open()}
        />
        <LevelMeter label={t("device.level")} level={microphone.level} />
      </div>
      {hasSpeakerChoice() && (
        <DeviceChoice own={own} kind="audiooutput" label={t("device.speaker")} />
      )}
    </div>
  );
}

interface DeviceChoiceProperties {
  readonly own: OwnSite;
  readonly kind: DeviceKind;
  readonly label: string;
  /** Of the device that is open, which may be another than the wanted one. */
  readonly track?: MediaStreamTrack | null;
  readonly onChange?: () => void;
}

function DeviceChoice(properties: DeviceChoiceProperties): JSX.Element {
  const { own, kind, label, track, onChange } = properties;
  const devices = own.devices.list(kind).filter((device) => device.label !== "");
  const openId = track?.getSettings().deviceId ?? own.devices.wanted(kind)?.id;
  const current = devices.find(({ id }) => id === openId);
  const byBrowser: Choice = { value: "", label: t("device.byBrowser") };
  const choices = devices.map((device) => ({ value: device.id, label: device.label }));
  return (
    <SelectField
      label={label}
      value={current?.id ?? ""}
      choices={current ? choices : [byBrowser, ...choices]}
      isDisabled={devices.length === 0}
      onChange={(id) => {
        own.devices.choose(kind, id);
        onChange?.();
      }}
    />
  );
}

function hasSpeakerChoice(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}
