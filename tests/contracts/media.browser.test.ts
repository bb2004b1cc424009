import { createVoice } from "@visavis/transport";
import { describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { PackedSource, type ShownFrame, watchFrames } from "./packed-source.ts";
import { peerBench } from "./peer-bench.ts";
import { media, meet, until } from "./transport-contract.ts";

describe("media over a peer connection", () => {
  test("[TR-13] the packed frame keeps its size with next to no bandwidth", async () => {
    await using bench = peerBench({ maxVideoBitrate: 60_000 });
    const [ann, bob] = await meet(bench);
    const received = media(bob);
    using source = new PackedSource();
    ann.publish({ video: source.video, audio: null });
    await until(() => received.latest?.video);
    const shown: ShownFrame[] = [];
    const track = received.latest?.video;
    const stop = track ? watchFrames(track, (frame) => shown.push(frame)) : () => {};
    await source.play("steady", 240);
    stop();
    const sizes = new Set(shown.map(({ widthPx, heightPx }) => `${widthPx} x ${heightPx}`));
    expect([...sizes]).toEqual(["480 x 640"]);
    expect(shown.length).toBeGreaterThan(5);
  });

  test("[TR-7] voice goes in RED and the picture in H.264, and the figures tell", async () => {
    await using bench = peerBench();
    const [ann, bob] = await meet(bench);
    const received = media(bob);
    ann.publish({ video: { track: bench.video("red"), facts: null }, audio: bench.audio() });
    await until(() => received.latest?.video && received.latest.audio);
    // A voice that nobody plays is not decoded either.
    await userEvent.click(document.body);
    const track = received.latest?.audio;
    using _ = track ? createVoice(track) : null;
    const { self: annId } = ann;
    const { self: bobId } = bob;
    if (!annId || !bobId) throw new Error("they have not joined");
    await until(async () => (await bob.stats(annId))?.receivedVideo?.framesDecoded);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    // Browsers count whole milliseconds, and such a small picture may take none.
    let sent = await ann.stats(bobId);
    await until(async () => {
      sent = await ann.stats(bobId);
      return sent?.sentVideo?.encodeMs;
    });
    const got = await bob.stats(annId);
    expect(sent).toMatchObject({
      connection: "connected",
      sentVideo: { codec: "H264", width: 160, height: 160 },
      path: { local: "host", protocol: "udp" },
    });
    expect(got?.receivedVideo).toMatchObject({ codec: "H264", width: 160 });
    expect(got?.receivedAudio?.codec).toMatch(/^(red|opus)$/);
    expect(got?.receivedAudio?.receivedSeconds).toBeGreaterThan(0.5);
    expect(got?.receivedAudio?.concealedShare).toBeLessThan(0.5);
    expect(got?.receivedVideo?.kbps).toBeGreaterThan(0);
    expect(sent?.sentVideo?.encodeMs).toBeGreaterThan(0);
    expect(sent?.path?.rttMs).toBeLessThan(200);
  });

  test("[TR-15] connection servers are asked for again in time", async () => {
    await using bench = peerBench({}, { iceRefreshMs: 200 });
    await bench.open("ann").join();
    await until(() => bench.hub.heard.filter(({ type }) => type === "ice-servers").length >= 3);
  });
});
