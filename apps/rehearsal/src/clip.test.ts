import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { CAMERA_FPS, createCameraFile, createMicrophoneFile } from "./camera-file.ts";
import { cameraSize, probeClip } from "./clip.ts";
import { runFfmpeg } from "./ffmpeg.ts";
import { findOnPath } from "./program-search.ts";

describe("the camera's size", () => {
  test.each([
    [640, 360, 640, 360],
    [1280, 720, 1280, 720],
    [3840, 2160, 1280, 720],
    [1080, 1920, 720, 1280],
    [1000, 1000, 720, 720],
    [333, 777, 334, 778],
    [5000, 100, 1280, 26],
  ])("%i x %i is filmed at %i x %i", (width, height, cameraWidth, cameraHeight) => {
    const size = cameraSize({ widthPx: width, heightPx: height }, null);
    expect(size).toEqual({ widthPx: cameraWidth, heightPx: cameraHeight });
  });

  test("a camera that is asked for is filled as far as the clip's shape allows", () => {
    const frame = { widthPx: 1080, heightPx: 1920 };
    const size = cameraSize({ widthPx: 360, heightPx: 480 }, frame);
    expect(size).toEqual({ widthPx: 1080, heightPx: 1440 });
  });
});

describe.skipIf(!findOnPath(["ffmpeg"]) || !findOnPath(["ffprobe"]))("clips", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "visavis-clip-"));
  const at = (name: string): string => path.join(folder, name);
  const make = (name: string, ...args: string[]) => runFfmpeg("ffmpeg", [...args, at(name)]);
  // A white square in the left half, nothing in the right one.
  const half =
    "color=white:s=64x48:d=0.2,format=yuva420p,geq=lum=235:cb=128:cr=128:a='255*lt(X,32)'";

  test("an alpha layer in WebM is seen and laid over the wall", async () => {
    await make("alpha.webm", "-f", "lavfi", "-i", half, "-c:v", "libvpx", "-auto-alt-ref", "0");
    const clip = await probeClip(at("alpha.webm"));
    expect(clip).toMatchObject({ hasAlpha: true, hasSound: false, isStill: false });
    const file = await createCameraFile({ clip, size: clip.size, background: null, seconds: 1 });
    const luma = await firstLuma(file);
    expect(luma(5, 24)).toBeGreaterThan(215);
    expect(luma(60, 10)).toBeLessThan(200);
    expect(luma(60, 10)).toBeGreaterThan(150);
  });

  test("a background stands behind a person, and never before a clip without alpha", async () => {
    await make("room.png", "-f", "lavfi", "-i", "color=black:s=100x20:d=1", "-frames:v", "1");
    await make("person.mov", "-f", "lavfi", "-i", half, "-c:v", "png", "-pix_fmt", "rgba");
    await make("plain.mp4", "-f", "lavfi", "-i", "color=white:s=64x48:d=0.2", "-c:v", "mpeg4");
    for (const [name, right] of [
      ["person.mov", 16],
      ["plain.mp4", 235],
    ] as const) {
      const clip = await probeClip(at(name));
      const background = at("room.png");
      const file = await createCameraFile({ clip, size: clip.size, background, seconds: 1 });
      const luma = await firstLuma(file);
      expect(Math.abs(luma(60, 24) - right)).toBeLessThan(4);
      expect(luma(5, 24)).toBeGreaterThan(225);
    }
  });

  test("a still picture becomes a camera that stands still", async () => {
    await make("still.png", "-f", "lavfi", "-i", half, "-frames:v", "1");
    const clip = await probeClip(at("still.png"));
    expect(clip).toMatchObject({ isStill: true, hasAlpha: true });
    const file = await createCameraFile({ clip, size: clip.size, background: null, seconds: 1 });
    expect(await countFrames(file)).toBe(CAMERA_FPS);
  });

  test("a picture filmed on its side stands upright", async () => {
    const args = ["-f", "lavfi", "-i", "color=red:s=64x48:d=0.2", "-c:v", "mpeg4"];
    await make("unturned.mp4", ...args);
    await make("lying.mp4", "-i", at("unturned.mp4"), "-c", "copy", "-metadata:s:v", "rotate=90");
    expect((await probeClip(at("lying.mp4"))).size).toEqual({ widthPx: 48, heightPx: 64 });
  });

  test("a clip's own sound is the microphone's, else a made voice is", async () => {
    const sine = [
      "-f",
      "lavfi",
      "-i",
      "sine=d=0.5",
      "-f",
      "lavfi",
      "-i",
      "color=red:s=64x48:d=0.5",
    ];
    await make("sound.mp4", ...sine, "-c:v", "mpeg4");
    const own = readFileSync(await createMicrophoneFile(await probeClip(at("sound.mp4")), 2));
    const made = readFileSync(await createMicrophoneFile(await probeClip(at("plain.mp4")), 2));
    expect(own.toString("latin1", 0, 4)).toBe("RIFF");
    expect(own.length).toBeLessThan(0.7 * 96_000);
    expect(made.length).toBe(8 * 96_000 + 44);
  });

  test.each([
    ["missing.mp4", "There is no clip"],
    ["text.mp4", "not a clip that ffmpeg can read"],
    ["sound.wav", "has no picture in it"],
  ])("refuses %s in one sentence", async (name, part) => {
    writeFileSync(at("text.mp4"), "only words");
    await make("sound.wav", "-y", "-f", "lavfi", "-i", "sine=d=0.1");
    await expect(probeClip(at(name))).rejects.toThrow(part);
  });
});

async function firstLuma(file: string): Promise<(x: number, y: number) => number> {
  const raw = `${file}.${process.pid}.grey`;
  const args = ["-v", "error", "-y", "-f", "mjpeg", "-i", file, "-frames:v", "1"];
  await runFfmpeg("ffmpeg", [...args, "-vf", "extractplanes=y", "-f", "rawvideo", raw]);
  const bytes = readFileSync(raw);
  return (x, y) => bytes[y * 64 + x] ?? Number.NaN;
}

async function countFrames(file: string): Promise<number> {
  const args = ["-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames"];
  return Number(await runFfmpeg("ffprobe", [...args, "-of", "csv=p=0", "-f", "mjpeg", file]));
}
