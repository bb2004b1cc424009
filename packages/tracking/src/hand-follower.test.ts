import { describe, expect, test } from "vitest";
import type { Detection } from "./detections.ts";
import { HandFollower } from "./hand-follower.ts";
import type { HandLandmarks } from "./hand-landmarks.ts";
import type { HandNets } from "./hand-nets.ts";
import type { Picture } from "./picture-reader.ts";
import { BODY, bodyPoint, type PoseLandmarks } from "./pose-landmarks.ts";
import { distancePx, type Point, type Region } from "./region.ts";
import { handAt } from "./synthetic-hand.ts";
import { poseAt } from "./synthetic-pose.ts";

const SCALE = 400;
const PICTURE: Picture = {
  size: { widthPx: 720, heightPx: 1280 },
  read: () => Promise.resolve(new Float32Array(0)),
};

/** One person with a hand at each arm's end, unless hidden; finds what is in the region it is shown. */
class OnePerson implements HandNets {
  hips: Point | null = [360, 700];
  readonly hidden = new Set<"left" | "right">();
  readonly runs: string[] = [];

  get pose(): PoseLandmarks {
    return poseAt(this.hips ?? [0, 0], SCALE);
  }

  handPoint(side: "left" | "right"): Point {
    return bodyPoint(this.pose, BODY.indexKnuckles[side]);
  }

  findPeople(): Promise<readonly Detection[]> {
    this.runs.push("people");
    if (!this.hips) return Promise.resolve([]);
    const [x, y] = this.hips;
    const points: Point[] = [
      [x, y],
      [x, y - 0.9 * SCALE],
    ];
    return Promise.resolve([{ score: 0.9, centre: [x, y], widthPx: 50, heightPx: 50, points }]);
  }

  readPose(): Promise<PoseLandmarks> {
    this.runs.push("pose");
    return Promise.resolve({ ...this.pose, presence: this.hips ? 1 : 0 });
  }

  findPalms(_picture: Picture, region: Region): Promise<readonly Detection[]> {
    this.runs.push("palm");
    const side = this.#handIn(region);
    if (!side) return Promise.resolve([]);
    const [x, y] = this.handPoint(side);
    const points: Point[] = [
      [x, y + 30],
      [x, y],
      [x, y],
    ];
    return Promise.resolve([{ score: 0.9, centre: [x, y], widthPx: 40, heightPx: 40, points }]);
  }

  readHand(_picture: Picture, region: Region): Promise<HandLandmarks> {
    this.runs.push("hand");
    const side = this.#handIn(region);
    const hand = handAt(side ? this.handPoint(side) : [0, 0], SCALE);
    return Promise.resolve({ ...hand, presence: side ? 0.95 : 0.1 });
  }

  close(): void {}

  #handIn({ centreX, centreY, sidePx }: Region): "left" | "right" | null {
    const sides = ["left", "right"] as const;
    const inside = (side: "left" | "right"): boolean =>
      !this.hidden.has(side) && distancePx(this.handPoint(side), [centreX, centreY]) < sidePx * 0.6;
    const gap = (side: "left" | "right"): number =>
      distancePx(this.handPoint(side), [centreX, centreY]);
    return sides.filter(inside).toSorted((a, b) => gap(a) - gap(b))[0] ?? null;
  }
}

async function looks(
  follower: HandFollower,
  fromMs: number,
  count: number,
): Promise<Awaited<ReturnType<HandFollower["look"]>>[]> {
  const found = [];
  for (let i = 0; i < count; i++) found.push(await follower.look(PICTURE, fromMs + 100 * i));
  return found;
}

describe("hand follower", () => {
  test("[HAND-4] goes from person to arm to palm to hand, then runs the hand net alone", async () => {
    const nets = new OnePerson();
    const follower = new HandFollower(nets);
    const first = await looks(follower, 0, 5);
    expect(first[0]).toMatchObject({ look: "find-person", isSomebodyThere: true });
    expect(nets.runs.slice(0, 4)).toEqual(["people", "pose", "palm", "hand"]);
    nets.runs.length = 0;
    await looks(follower, 500, 40);
    const alone = nets.runs.filter((net) => net === "hand").length;
    expect(alone).toBeGreaterThanOrEqual(34);
    expect(nets.runs).not.toContain("palm");
  });

  test("follows both hands, and a hand that moves", async () => {
    const nets = new OnePerson();
    const follower = new HandFollower(nets);
    await looks(follower, 0, 6);
    const seen = new Set<string>();
    for (let i = 0; i < 20; i++) {
      nets.hips = [360 + i * 4, 700 - i * 3];
      const { hands } = await follower.look(PICTURE, 600 + i * 100);
      for (const [side, hand] of Object.entries(hands)) if (hand) seen.add(side);
    }
    expect(nets.runs.filter((net) => net === "palm")).toHaveLength(2);
    expect(seen).toEqual(new Set(["left", "right"]));
  });

  test("a hidden hand is searched for ever more rarely, and found again", async () => {
    const nets = new OnePerson();
    nets.hidden.add("left");
    nets.hidden.add("right");
    const follower = new HandFollower(nets);
    await looks(follower, 0, 100);
    expect(nets.runs.filter((net) => net === "palm").length).toBeLessThan(16);
    nets.hidden.clear();
    const after = await looks(follower, 10_000, 60);
    expect(after.some(({ hands }) => hands.left)).toBe(true);
    expect(after.some(({ hands }) => hands.right)).toBe(true);
  });

  test("[HAND-6] runs nothing but the person net when nobody is there", async () => {
    const nets = new OnePerson();
    const follower = new HandFollower(nets);
    await looks(follower, 0, 10);
    nets.hips = null;
    await looks(follower, 1000, 20);
    nets.runs.length = 0;
    const after = await looks(follower, 3000, 10);
    expect(new Set(nets.runs)).toEqual(new Set(["people"]));
    expect(after.every(({ isSomebodyThere }) => !isSomebodyThere)).toBe(true);
  });
});
