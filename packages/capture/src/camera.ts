import { type DeviceAccess, type DeviceChoice, openDevice } from "./device.ts";

/** Which camera, and the picture to ask for; a camera gives the nearest it has. */
export interface CameraRequest extends DeviceChoice {
  readonly widthPx?: number | undefined;
  readonly heightPx?: number | undefined;
  readonly frameRate?: number | undefined;
}

const MAX_SIDE_PX = 1920;
const DEFAULT = { widthPx: 1280, heightPx: 720, frameRate: 30 };

/** @throws VisavisError camera-denied, camera-missing, camera-busy or browser-unsupported */
export function openCamera(
  request: CameraRequest = {},
  access: DeviceAccess = {},
): Promise<MediaStreamTrack> {
  return openDevice({
    ...access,
    kind: "camera",
    choice: request,
    constraints: cameraConstraints(request),
  });
}

/**
 * Wishes only, because a camera that must do what it cannot is no camera at all. Unscaled, because a
 * browser that cuts an upright picture out of a lying one throws away most of it. With a mask of the
 * person where the platform makes one, which saves the net.
 */
export function cameraConstraints({
  widthPx = DEFAULT.widthPx,
  heightPx = DEFAULT.heightPx,
  frameRate = DEFAULT.frameRate,
}: CameraRequest): MediaTrackConstraints {
  // Not in the compiler's list of constraints; what a browser does not know it passes over.
  const unscaled = { resizeMode: { ideal: "none" } };
  const masked = { backgroundSegmentationMask: { ideal: true } };
  return {
    width: { ideal: Math.min(widthPx, MAX_SIDE_PX) },
    height: { ideal: Math.min(heightPx, MAX_SIDE_PX) },
    frameRate: { ideal: frameRate },
    ...unscaled,
    ...masked,
  };
}
