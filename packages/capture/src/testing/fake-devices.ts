// For tests: devices that can be plugged, lost and taken, without a browser.
import type { Devices } from "../device.ts";

export interface FakeDevice {
  readonly kind: "videoinput" | "audioinput";
  readonly deviceId: string;
  readonly label: string;
}

interface Manner {
  readonly hasHiddenLabels?: boolean;
  readonly echoCancellation?: (boolean | string)[];
}

/** A track without a picture. */
export class FakeTrack extends EventTarget implements MediaStreamTrack {
  readonly id = "";
  readonly kind = "video";
  readonly label: string;
  contentHint = "";
  enabled = true;
  muted = false;
  readyState: MediaStreamTrackState = "live";
  onended = null;
  onmute = null;
  onunmute = null;
  readonly #device: FakeDevice;
  readonly #echoCancellation: (boolean | string)[];

  constructor(device: FakeDevice, echoCancellation: (boolean | string)[]) {
    super();
    this.label = device.label;
    this.#device = device;
    this.#echoCancellation = echoCancellation;
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.#device.deviceId };
  }

  getCapabilities(): MediaTrackCapabilities {
    return { echoCancellation: this.#echoCancellation };
  }

  getConstraints(): MediaTrackConstraints {
    return {};
  }

  applyConstraints(): Promise<void> {
    return Promise.resolve();
  }

  clone(): FakeTrack {
    return new FakeTrack(this.#device, this.#echoCancellation);
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** What a browser does when the cable is pulled. */
  lose(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

export class FakeDevices implements Devices {
  /** What is plugged in now. */
  plugged: readonly FakeDevice[];
  /** Names of the errors that the next requests end with. */
  failures: string[] = [];
  readonly requests: MediaStreamConstraints[] = [];
  readonly tracks: FakeTrack[] = [];
  readonly arrivals = new EventTarget();
  readonly #manner: Manner;

  constructor(plugged: readonly FakeDevice[], manner: Manner = {}) {
    this.plugged = plugged;
    this.#manner = manner;
  }

  get openTracks(): FakeTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === "live");
  }

  plug(devices: readonly FakeDevice[]): void {
    this.plugged = devices;
    this.arrivals.dispatchEvent(new Event("devicechange"));
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const isHidden = this.#manner.hasHiddenLabels === true && this.tracks.length === 0;
    const infos = this.plugged.map((device) => ({
      ...device,
      ...(isHidden ? { label: "", deviceId: "" } : {}),
      groupId: "",
      toJSON: () => device,
    }));
    return Promise.resolve(infos);
  }

  getUserMedia(constraints: MediaStreamConstraints = {}): Promise<Pick<MediaStream, "getTracks">> {
    this.requests.push(constraints);
    const failure = this.failures.shift();
    if (failure) return Promise.reject(new DOMException("as the test wants", failure));
    const kind = constraints.video ? "videoinput" : "audioinput";
    const wanted = wantedId(constraints.video ?? constraints.audio);
    const device = this.plugged.find(
      (candidate) => candidate.kind === kind && (!wanted || candidate.deviceId === wanted),
    );
    if (!device) return Promise.reject(new DOMException("none", "NotFoundError"));
    const track = new FakeTrack(device, this.#manner.echoCancellation ?? [true, false]);
    this.tracks.push(track);
    return Promise.resolve({ getTracks: () => [track] });
  }
}

function wantedId(constraints: MediaStreamConstraints["video"]): string | null {
  if (typeof constraints !== "object") return null;
  const { deviceId } = constraints;
  return typeof deviceId === "object" && "exact" in deviceId ? String(deviceId.exact) : null;
}
