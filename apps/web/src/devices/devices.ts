import { computed, type ReadonlySignal, signal } from "@preact/signals";
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
  readonly #wishes: Record<DeviceKind, ReturnType<typeof signal<string | null>>>;

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
    return chooseDevice(this.list(kind), this.#wishes[kind].value ?? null);
  }

  wantedId(kind: DeviceKind): ReadonlySignal<string | null> {
    return computed(() => this.wanted(kind)?.id ?? null);
  }

  /** The wish itself, for a device that is not there (yet). */
  wish(kind: DeviceKind): string | null {
    return this.#wishes[kind].value ?? null;
  }

  choose(kind: DeviceKind, id: string): void {
    const label = this.list(kind).find((device) => device.id === id)?.label ?? "";
    this.#wishes[kind].value = id;
    if (label !== "") remember(memoryKeys[kind], label);
  }
}
