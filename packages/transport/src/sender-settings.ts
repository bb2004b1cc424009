export interface MediaSettings {
  readonly maxVideoBitrate: number;
  readonly maxFramerate: number | null;
  /** Put before the others; null leaves the usual order. */
  readonly videoCodec: "h264" | "vp8" | null;
  /** Null leaves the receiver's buffer to the browser, which adapts it. */
  readonly jitterBufferTargetMs: number | null;
  /** `relay` hides our addresses from the others, where a relay is configured. */
  readonly iceTransportPolicy: RTCIceTransportPolicy;
}

export const DEFAULT_SETTINGS: MediaSettings = {
  maxVideoBitrate: 2_500_000,
  maxFramerate: null,
  videoCodec: null,
  jitterBufferTargetMs: null,
  iceTransportPolicy: "all",
};

type Settable = Pick<RTCRtpSender, "getParameters" | "setParameters">;
/** `degradationPreference` stands at the top level; the DOM library has lost it there. */
type Parameters = RTCRtpSendParameters & { degradationPreference?: string };

/**
 * Keeps the packed frame whole: with little bandwidth the browser may lower the rate of frames and
 * their quality, never their size, or alpha would shrink with the colour.
 */
export async function applyVideoSettings(
  sender: Settable,
  { maxVideoBitrate, maxFramerate }: MediaSettings,
): Promise<void> {
  const parameters: Parameters = sender.getParameters();
  parameters.degradationPreference = "maintain-resolution";
  for (const encoding of parameters.encodings) {
    encoding.maxBitrate = maxVideoBitrate;
    if (maxFramerate !== null) encoding.maxFramerate = maxFramerate;
  }
  await set(sender, parameters);
}

/** The voice goes before the picture wherever something has to wait. */
export async function applyAudioSettings(sender: Settable): Promise<void> {
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) {
    encoding.priority = "high";
    encoding.networkPriority = "high";
  }
  await set(sender, parameters);
}

/** A sender whose connection has closed meanwhile refuses; there is nothing to set then. */
async function set(sender: Settable, parameters: RTCRtpSendParameters): Promise<void> {
  if (parameters.encodings.length === 0) return;
  try {
    await sender.setParameters(parameters);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
