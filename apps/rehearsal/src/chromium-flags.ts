import { existsSync } from "node:fs";

export interface ChromiumFlags {
  /** .mjpeg or .y4m, looped as the camera's picture; without one there is Chromium's test pattern. */
  readonly cameraFile?: string;
  /** .wav, looped as the microphone's sound. */
  readonly microphoneFile?: string;
  /** False lets the permission prompt be denied by the page's own permissions. */
  readonly grantsMedia?: boolean;
  /** An http origin that is to count as secure: only in the network lab. */
  readonly trustedOrigin?: string;
}

/** A graphics card that a headless Chromium could use. */
export function hasGpu(): boolean {
  if (process.env["VISAVIS_GPU"]) return process.env["VISAVIS_GPU"] === "on";
  return process.platform !== "linux" || existsSync("/dev/dri/renderD128");
}

/** The flags that every Chromium of ours starts with: no calls home, no prompts, a camera from a file. */
export function chromiumFlags(options: ChromiumFlags = {}): string[] {
  const { cameraFile, microphoneFile, grantsMedia = true, trustedOrigin } = options;
  return [
    ...quietFlags,
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--use-fake-device-for-media-stream",
    ...(grantsMedia ? ["--use-fake-ui-for-media-stream"] : []),
    ...(cameraFile ? [`--use-file-for-fake-video-capture=${cameraFile}`] : []),
    ...(microphoneFile ? [`--use-file-for-fake-audio-capture=${microphoneFile}`] : []),
    ...(trustedOrigin ? [`--unsafely-treat-insecure-origin-as-secure=${trustedOrigin}`] : []),
  ];
}

const quietFlags = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
  // A page in the background would be throttled, and both sites of a rehearsal are "in front".
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
  // WebGL on the processor where there is no GPU. Never --use-angle=swiftshader: that also composes
  // the page with it, and a frame then takes 130 ms to the glass in place of 20.
  "--enable-unsafe-swiftshader",
];
