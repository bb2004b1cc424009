import { expect, test } from "vitest";
import { preferAudioCodecs, preferVideoCodecs } from "./codec-preference.ts";

const h264 = (profile: string, mode: number) => ({
  mimeType: "video/H264",
  sdpFmtpLine: `level-asymmetry-allowed=1;packetization-mode=${mode};profile-level-id=${profile}`,
});
const named = (mimeType: string) => ({ mimeType });

test("[TR-7] prefers baseline H.264 in one packetization, then VP8, and repairs by retransmission", () => {
  const offered = [
    named("video/VP8"),
    named("video/rtx"),
    h264("42001f", 1),
    h264("42e01f", 0),
    h264("42e01f", 1),
    named("video/AV1"),
    named("video/VP9"),
    named("video/red"),
    named("video/ulpfec"),
  ];
  expect(preferVideoCodecs(offered)).toEqual([
    h264("42e01f", 1),
    named("video/VP8"),
    h264("42001f", 1),
    named("video/rtx"),
  ]);
});

test("[TR-7] makes do without H.264", () => {
  expect(preferVideoCodecs([named("video/VP9"), named("video/VP8")])).toEqual([named("video/VP8")]);
});

test("[TR-7] sends voice with a copy of the packet before, where the browser can", () => {
  const opus = { mimeType: "audio/opus", sdpFmtpLine: "minptime=10;useinbandfec=1" };
  expect(preferAudioCodecs([opus, named("audio/red"), named("audio/PCMU")])).toEqual([
    named("audio/red"),
    opus,
  ]);
  expect(preferAudioCodecs([opus])).toEqual([opus]);
});
