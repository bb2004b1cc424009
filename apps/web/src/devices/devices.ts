import { type Signal, signal } from "@preact/signals";
import type { DeviceChoice } from "@visavis/capture";
import { remember, remembered } from "../memory.ts";
import type { Parameters } from "../parameters.ts";
import { chooseDevice, type Device } from "./device-choice.ts";

export type DeviceKind = "audioinput" | "audiooutput" | "videoinput";

const memoryKeys: Record<DeviceKind, string> = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
};
const parameterNames = { videoinput: "vd", audioinput: "ad", audiooutput: "od" } as const;

/** The devices of this machine and which of them are wanted. Lives as long as the page. */
export class Devices {
  readonly #all = signal<readonly MediaDeviceInfo[]>([]);
  readonly #wishes: Record<DeviceKind, Signal<string | null>>;

  constructor({ values }: Parameters) {
    const wish = (kind: DeviceKind) =>
      signal(values[parameterNames[kind]] ?? remembered(memoryKeys[kind]));
    this.#wishes = {
      videoinput: wish("videoinput"),
      audioinput: wish("audioinput"),
      audiooutput: wish("audiooutput"),
    };
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.refresh());
    void this.refresh();
  }

  /** Also to be called once access was allowed: labels are hidden before. */
  async refresh(): Promise<void> {
    this.#all.value = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  }

  list(kind: DeviceKind): readonly Device[] {
    return this.#all.value
      .filter((device) => device.kind === kind && device.deviceId !== "")
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  }

  /** Null: whatever the browser prefers. */
  wanted(kind: DeviceKind): Device | null {
    return chooseDevice(this.list(kind), this.#wishes[kind].value);
  }

  /** For opening it; by label too, because ids and labels are hidden before the first access. */
  choice(kind: DeviceKind): DeviceChoice {
    const wanted = this.wanted(kind);
    const label = wanted?.label ? wanted.label : this.#wishes[kind].peek();
    return { deviceId: wanted?.id, label: label ?? undefined };
  }

  choose(kind: DeviceKind, id: string): void {
    const label = this.list(kind).find((device) => device.id === id)?.label ?? "";
    this.#wishes[kind].value = id;
    if (label !== "") remember(memoryKeys[kind], label);
  }
}
