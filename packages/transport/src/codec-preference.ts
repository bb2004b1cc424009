type Codec = Pick<RTCRtpCodec, "mimeType" | "sdpFmtpLine">;

const is = (codec: Codec, name: string): boolean => codec.mimeType.toLowerCase() === name;

/**
 * Which codecs to offer, best first; see docs/protocol.md, TR-7. H.264 takes half of VP8's encoding
 * time in software. VP9 and AV1 are left out: a trailer at the end of their frames is not safe.
 */
export function preferVideoCodecs<C extends Codec>(
  offered: readonly C[],
  first: "h264" | "vp8" | null = null,
): C[] {
  const h264 = offered.filter(
    (codec) => is(codec, "video/h264") && /packetization-mode=1/.test(codec.sdpFmtpLine ?? ""),
  );
  const isBaseline = ({ sdpFmtpLine }: C): boolean =>
    /profile-level-id=42e0/i.test(sdpFmtpLine ?? "");
  const vp8 = offered.filter((codec) => is(codec, "video/vp8"));
  return [
    ...(first === "vp8" ? vp8 : []),
    ...h264.filter(isBaseline),
    ...(first === "vp8" ? [] : vp8),
    ...h264.filter((codec) => !isBaseline(codec)),
    ...offered.filter((codec) => is(codec, "video/rtx")),
  ];
}

/** Opus, each packet with a copy of the one before where the browser can (RED). */
export function preferAudioCodecs<C extends Codec>(offered: readonly C[]): C[] {
  return [
    ...offered.filter((codec) => is(codec, "audio/red")),
    ...offered.filter((codec) => is(codec, "audio/opus")),
  ];
}

/** Leaves the browser's own order where it does not know the call or lacks every codec we want. */
export function applyCodecPreferences(
  audio: RTCRtpTransceiver,
  video: RTCRtpTransceiver,
  first: "h264" | "vp8" | null,
): void {
  prefer(audio, preferAudioCodecs(RTCRtpReceiver.getCapabilities("audio")?.codecs ?? []));
  prefer(video, preferVideoCodecs(RTCRtpReceiver.getCapabilities("video")?.codecs ?? [], first));
}

function prefer(transceiver: RTCRtpTransceiver, codecs: RTCRtpCodec[]): void {
  const hasMedia = codecs.some((codec) => /opus|h264|vp8/i.test(codec.mimeType));
  if (hasMedia && "setCodecPreferences" in transceiver) transceiver.setCodecPreferences(codecs);
}
