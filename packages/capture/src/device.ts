import { type ErrorCode, VisavisError } from "@visavis/protocol";
import { sleepMs } from "./sleep.ts";

/** The part of `navigator.mediaDevices` that is used here; a test passes its own. */
export interface Devices extends Pick<MediaDevices, "enumerateDevices"> {
  getUserMedia(constraints: MediaStreamConstraints): Promise<Pick<MediaStream, "getTracks">>;
}

/** Which device is wanted. The id wins; a part of the label survives a change of id. */
export interface DeviceChoice {
  readonly deviceId?: string | undefined;
  /** Any part of the device's name, in any case. */
  readonly label?: string | undefined;
  /** Refuse any other device: a calibrated camera has no substitute. */
  readonly isStrict?: boolean | undefined;
}

export interface DeviceAccess {
  readonly devices?: Devices | undefined;
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Kind = "camera" | "microphone";

export interface DeviceRequest extends DeviceAccess {
  readonly kind: Kind;
  readonly choice: DeviceChoice;
  readonly constraints: MediaTrackConstraints;
}

/** A device that another program is just letting go of is free again within a second. */
const BUSY_TRIES = 5;
const BUSY_WAIT_MS = 200;
const CONSTRAINT_NAME = { camera: "video", microphone: "audio" } as const;
const DEVICE_KIND = { camera: "videoinput", microphone: "audioinput" } as const;

/** Opens a device, or throws a `VisavisError` that says what a person can do about it. */
export async function openDevice(request: DeviceRequest): Promise<MediaStreamTrack> {
  const devices = request.devices ?? pageDevices();
  const sleep = request.sleep ?? sleepMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await openChosen(devices, request);
    } catch (cause) {
      const error = deviceError(request.kind, cause);
      const isBusy = error.code === "camera-busy" || error.code === "microphone-busy";
      if (!isBusy || attempt >= BUSY_TRIES || request.signal?.aborted) throw error;
      await sleep(BUSY_WAIT_MS);
    }
  }
}

async function openChosen(devices: Devices, request: DeviceRequest): Promise<MediaStreamTrack> {
  const { choice, kind } = request;
  const wanted = await findDevice(devices, kind, choice);
  if (wanted) return open(devices, request, wanted);
  if (choice.isStrict && choice.deviceId && !choice.label) {
    return open(devices, request, choice.deviceId);
  }
  const track = await open(devices, request, null);
  // Labels are hidden until a first device was allowed: now the name can be looked for.
  const named = await findDevice(devices, kind, choice);
  const isAsked = Boolean(choice.deviceId ?? choice.label);
  if (named && named !== track.getSettings().deviceId) {
    track.stop();
    return open(devices, request, named);
  }
  if (!named && isAsked && choice.isStrict) {
    track.stop();
    throw new DOMException("the chosen device is not there", "NotFoundError");
  }
  return track;
}

async function findDevice(
  devices: Devices,
  kind: Kind,
  { deviceId, label }: DeviceChoice,
): Promise<string | null> {
  if (!deviceId && !label) return null;
  const all = await devices.enumerateDevices();
  const ours = all.filter((device) => device.kind === DEVICE_KIND[kind] && device.deviceId);
  const byId = ours.find((device) => device.deviceId === deviceId);
  const part = label?.toLocaleLowerCase();
  const byLabel = part && ours.find((device) => device.label.toLocaleLowerCase().includes(part));
  return byId?.deviceId ?? (byLabel ? byLabel.deviceId : null);
}

async function open(
  devices: Devices,
  { kind, constraints }: DeviceRequest,
  deviceId: string | null,
): Promise<MediaStreamTrack> {
  const chosen = deviceId ? { ...constraints, deviceId: { exact: deviceId } } : constraints;
  const stream = await devices.getUserMedia({ [CONSTRAINT_NAME[kind]]: chosen });
  const [track] = stream.getTracks();
  if (!track) throw new DOMException("a stream without a track", "NotFoundError");
  return track;
}

/** What the browser says, as one of our codes. */
function deviceError(kind: Kind, cause: unknown): VisavisError {
  if (cause instanceof VisavisError) return cause;
  const name = cause instanceof Error ? cause.name : "";
  return new VisavisError(codeOf(kind, name), `${kind}: ${String(cause)}`, { cause });
}

function codeOf(kind: Kind, name: string): ErrorCode {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return `${kind}-denied`;
    case "NotReadableError":
    case "AbortError":
      return `${kind}-busy`;
    case "TypeError":
      return "browser-unsupported";
    default:
      return `${kind}-missing`;
  }
}

function pageDevices(): Devices {
  // Undefined on a page that came over plain http from another machine.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new VisavisError("browser-unsupported", "no media devices on this page");
  return devices;
}
