import { type DeviceAccess, type DeviceChoice, openDevice } from "./device.ts";

const VOICE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  channelCount: { ideal: 1 },
};

/**
 * Opens a microphone with echo cancellation. Where the browser can cancel everything that the machine
 * plays ("all"), that is asked for: the voice is placed in the room by Web Audio, which the older
 * canceller does not hear.
 *
 * @throws VisavisError microphone-denied, microphone-missing, microphone-busy or browser-unsupported
 */
export async function openMicrophone(
  choice: DeviceChoice = {},
  access: DeviceAccess = {},
): Promise<MediaStreamTrack> {
  const request = { ...access, kind: "microphone" as const };
  const track = await openDevice({ ...request, choice, constraints: VOICE });
  if (!canCancelAll(track)) return track;
  const { deviceId } = track.getSettings();
  track.stop();
  const all = { ...VOICE, echoCancellation: { exact: "all" } };
  try {
    return await openDevice({ ...request, choice: { deviceId }, constraints: all });
  } catch {
    return openDevice({ ...request, choice: { deviceId }, constraints: VOICE });
  }
}

/** Asking for "all" where it is unknown fails (or, as a mere wish, may turn the canceller off). */
function canCancelAll(track: MediaStreamTrack): boolean {
  if (!("getCapabilities" in track)) return false;
  return track.getCapabilities().echoCancellation?.includes("all") ?? false;
}
