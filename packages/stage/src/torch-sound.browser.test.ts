import type { Vector3 } from "@visavis/pane";
import { describe, expect, test } from "vitest";
import { type TorchCue, TorchSound, whereFrom } from "./torch-sound.ts";

const eye: Vector3 = [0, 1.6, 1.5];
const near: Vector3 = [0, 1.4, 0.6];

interface Heard {
  readonly left: number;
  readonly right: number;
  readonly peak: number;
}

function loudness(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

/** A second of it: loudness of both sides, and the loudest sample. */
async function heard(make: (sound: TorchSound) => void, isAllowed = true): Promise<Heard> {
  const context = new OfflineAudioContext({
    numberOfChannels: 2,
    length: 44_100,
    sampleRate: 44_100,
  });
  const sound = new TorchSound(context, { isAllowed: () => isAllowed });
  make(sound);
  const buffer = await context.startRendering();
  const [left, right] = [buffer.getChannelData(0), buffer.getChannelData(1)];
  const peak = Math.max(
    ...[left, right].map((samples) => samples.reduce((m, v) => Math.max(m, Math.abs(v)), 0)),
  );
  return { left: loudness(left), right: loudness(right), peak };
}

const burn =
  (position: Vector3, flame = 1) =>
  (sound: TorchSound): void =>
    sound.update({ position, eye, flame });

describe("a torch's sound", () => {
  test("is a quiet fire, and nothing when it does not burn", async () => {
    const fire = await heard(burn(near));
    expect(fire.left).toBeGreaterThan(0.0005);
    expect(fire.left).toBeLessThan(0.05);
    expect((await heard(burn(near, 0))).peak).toBe(0);
  });

  test("is not there before a gesture allowed it, and does not come later", async () => {
    const silent = await heard((sound) => {
      burn(near)(sound);
      sound.play("kiss");
    }, false);
    expect(silent.peak).toBe(0);
  });

  test("comes from the side where the torch is", async () => {
    const right = await heard(burn([0.9, 1.4, 0.6]));
    expect(right.right).toBeGreaterThan(2 * right.left);
    const left = await heard(burn([-0.9, 1.4, 0.6]));
    expect(left.left).toBeGreaterThan(2 * left.right);
  });

  test("fades with the distance", async () => {
    const [here, far] = [await heard(burn(near)), await heard(burn([0, 1.4, -3]))];
    expect(far.left).toBeLessThan(0.5 * here.left);
    expect(whereFrom([Number.NaN, 0, 0], eye)).toEqual({ far: 0, side: 0 });
  });

  test.each(["pass", "kiss", "refuse"] satisfies TorchCue[])("has a cue for %s", async (cue) => {
    const { left, peak } = await heard((sound) => sound.play(cue));
    expect(left).toBeGreaterThan(0.001);
    expect(peak).toBeLessThan(0.35);
  });

  test("ends when it is disposed", async () => {
    const { peak } = await heard((sound) => {
      burn(near)(sound);
      sound.dispose();
    });
    expect(peak).toBe(0);
  });
});
