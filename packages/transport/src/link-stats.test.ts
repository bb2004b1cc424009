import { expect, test } from "vitest";
import { LinkStatsReader } from "./link-stats.ts";

type Row = Record<string, unknown>;

/** Counters as a browser gives them, `seconds` after the beginning. */
function report(seconds: number): Map<string, Row> {
  const at = (id: string, row: Row): [string, Row] => [
    id,
    { id, timestamp: seconds * 1_000, ...row },
  ];
  return new Map([
    at("codec", { type: "codec", mimeType: "video/H264" }),
    at("out", {
      type: "outbound-rtp",
      kind: "video",
      codecId: "codec",
      frameWidth: 480,
      frameHeight: 640,
      framesPerSecond: 30,
      bytesSent: 250_000 * seconds,
      totalEncodeTime: 0.24 * seconds,
      framesEncoded: 30 * seconds,
      qualityLimitationReason: "cpu",
    }),
    at("in", {
      type: "inbound-rtp",
      kind: "audio",
      bytesReceived: 5_000 * seconds,
      packetsReceived: 45 * seconds,
      packetsLost: 5 * seconds,
      totalSamplesReceived: 48_000 * seconds,
      concealedSamples: 960 * seconds,
      silentConcealedSamples: 480 * seconds,
      totalSamplesDuration: seconds,
    }),
    at("transport", { type: "transport", selectedCandidatePairId: "pair" }),
    at("pair", {
      type: "candidate-pair",
      localCandidateId: "local",
      remoteCandidateId: "remote",
      currentRoundTripTime: 0.03,
      availableOutgoingBitrate: 2_000_000,
    }),
    at("local", { type: "local-candidate", candidateType: "host", protocol: "udp" }),
    at("remote", { type: "remote-candidate", candidateType: "srflx" }),
  ]);
}

test("statistics are of the time since they were last asked for", () => {
  const reader = new LinkStatsReader();
  reader.read("connected", report(10));
  const stats = reader.read("connected", report(12));
  expect(stats.sentVideo).toMatchObject({
    codec: "H264",
    width: 480,
    height: 640,
    fps: 30,
    kbps: 2_000,
    qualityLimitation: "cpu",
  });
  expect(stats.sentVideo?.encodeMs).toBeCloseTo(8);
  expect(stats.receivedAudio).toMatchObject({ kbps: 40, lossShare: 0.1, receivedSeconds: 12 });
  expect(stats.receivedAudio?.concealedShare).toBeCloseTo(0.01);
  expect(stats.receivedVideo).toBeNull();
  expect(stats.path).toEqual({
    rttMs: 30,
    local: "host",
    remote: "srflx",
    protocol: "udp",
    availableOutgoingKbps: 2_000,
  });
});

test("asked for twice at once, rates stay those of the last while", () => {
  const reader = new LinkStatsReader();
  reader.read("connected", report(10));
  reader.read("connected", report(10.05));
  expect(reader.read("connected", report(12)).sentVideo?.kbps).toBeCloseTo(2_000);
});
