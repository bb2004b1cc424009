/** Sends a track through a pair of peer connections on this page; what arrives at the other end. */
export async function throughWebRtc(track: MediaStreamTrack): Promise<MediaStreamTrack> {
  const near = new RTCPeerConnection();
  const far = new RTCPeerConnection();
  near.addEventListener("icecandidate", ({ candidate }) => void far.addIceCandidate(candidate));
  far.addEventListener("icecandidate", ({ candidate }) => void near.addIceCandidate(candidate));
  const arrived = new Promise<MediaStreamTrack>((resolve) => {
    far.addEventListener("track", (event) => resolve(event.track));
  });
  near.addTrack(track);
  await near.setLocalDescription();
  if (near.localDescription) await far.setRemoteDescription(near.localDescription);
  await far.setLocalDescription();
  if (far.localDescription) await near.setRemoteDescription(far.localDescription);
  return arrived;
}
