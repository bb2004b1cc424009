export interface LoopbackCall {
  readonly video: HTMLVideoElement;
  encodeMs(): Promise<number>;
  close(): void;
}

const MAX_BITS_PER_SECOND = 2.5e6;

/** One track through a real encoder, the network stack and a decoder, with a meeting's settings. */
export async function loopbackCall(track: MediaStreamTrack): Promise<LoopbackCall> {
  const sender = new RTCPeerConnection();
  const receiver = new RTCPeerConnection();
  sender.onicecandidate = ({ candidate }) => void receiver.addIceCandidate(candidate ?? undefined);
  receiver.onicecandidate = ({ candidate }) => void sender.addIceCandidate(candidate ?? undefined);
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  document.body.append(video);
  receiver.ontrack = (event) => {
    video.srcObject = new MediaStream([event.track]);
    void video.play();
  };
  const transceiver = sender.addTransceiver(track, {
    direction: "sendonly",
    sendEncodings: [{ maxBitrate: MAX_BITS_PER_SECOND }],
  });
  preferH264(transceiver);
  const parameters = transceiver.sender.getParameters();
  parameters.degradationPreference = "maintain-resolution";
  await transceiver.sender.setParameters(parameters);
  await sender.setLocalDescription();
  if (sender.localDescription) await receiver.setRemoteDescription(sender.localDescription);
  await receiver.setLocalDescription();
  if (receiver.localDescription) await sender.setRemoteDescription(receiver.localDescription);
  return {
    video,
    encodeMs: () => meanEncodeMs(transceiver.sender),
    close: () => {
      sender.close();
      receiver.close();
      video.remove();
    },
  };
}

function preferH264(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  transceiver.setCodecPreferences(codecs.toSorted((a, b) => rank(a) - rank(b)));
}

function rank({ mimeType, sdpFmtpLine = "" }: RTCRtpCodec): number {
  if (mimeType === "video/H264" && sdpFmtpLine.includes("packetization-mode=1")) return 0;
  return mimeType === "video/VP8" ? 1 : 2;
}

async function meanEncodeMs(sender: RTCRtpSender): Promise<number> {
  for (const stat of (await sender.getStats()).values()) {
    if (stat.type === "outbound-rtp") return (stat.totalEncodeTime / stat.framesEncoded) * 1000;
  }
  return Number.NaN;
}
