import { type ReadonlySignal, signal } from "@preact/signals";
import { viewOf } from "@visavis/pane";
import type { Coordinates } from "@visavis/protocol";
import { Devices } from "../devices/devices.ts";
import { Microphone } from "../devices/microphone.ts";
import { remember, remembered } from "../memory.ts";
import type { Parameters } from "../parameters.ts";
import { coordinatesText, parseCoordinates, rounded } from "../place/coordinates-entry.ts";
import { savedCalibration } from "../site-calibration.ts";
import { Studio } from "../studio/studio.ts";
import { OwnCamera } from "./own-camera.ts";

/** This place: its devices, its name, its calibration. Opened before joining and kept through it. */
export class OwnSite {
  readonly devices: Devices;
  readonly camera: OwnCamera;
  readonly studio: Studio;
  readonly microphone: Microphone;
  readonly calibration = savedCalibration();
  /** Facts are to be drawn into every frame, for measurements. */
  readonly isStamped: boolean;
  readonly #name;
  readonly #place;
  readonly #coordinates;

  constructor(parameters: Parameters) {
    const { values } = parameters;
    this.devices = new Devices(parameters);
    this.microphone = new Microphone(() => this.devices.choice("audioinput"));
    this.isStamped = values.stamp ?? false;
    this.camera = new OwnCamera(() => this.devices.choice("videoinput"), {
      rotation: values.rotate ?? 0,
      personHeightM: values.height ?? this.calibration?.personHeightM ?? null,
      hasCodeStrip: this.isStamped,
    });
    this.studio = new Studio(this.camera, parameters);
    this.#name = signal(values.label ?? remembered("name") ?? "");
    this.#place = signal(values.place ?? remembered("place") ?? "");
    this.#coordinates = signal(
      values.coordinates ?? parseCoordinates(remembered("coordinates") ?? ""),
    );
    this.#followCameraSize();
  }

  /** How this site is called on the others' displays. */
  get name(): ReadonlySignal<string> {
    return this.#name;
  }

  setName(name: string): void {
    this.#name.value = name;
    remember("name", name);
  }

  /** The town or the building. */
  get place(): ReadonlySignal<string> {
    return this.#place;
  }

  setPlace(place: string): void {
    this.#place.value = place;
    remember("place", place);
  }

  /** Where that is, as far as this person has said so. */
  get coordinates(): ReadonlySignal<Coordinates | null> {
    return this.#coordinates;
  }

  setCoordinates(coordinates: Coordinates | null): void {
    const kept = coordinates && rounded(coordinates);
    this.#coordinates.value = kept;
    remember("coordinates", kept ? coordinatesText(kept) : "");
  }

  async open(): Promise<void> {
    await Promise.all([this.camera.open(), this.microphone.open()]);
    await this.devices.refresh();
  }

  async close(): Promise<void> {
    this.microphone.close();
    await this.camera.close();
  }

  /** A calibrated camera is known for one size of picture; another size is worked out from it. */
  #followCameraSize(): void {
    const { calibration } = this;
    if (!calibration?.camera) return;
    this.camera.onSize(({ widthPx, heightPx }) => {
      this.camera.update({ view: viewOf(calibration, widthPx, heightPx) });
    });
  }
}
