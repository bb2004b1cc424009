import {
  answerCount,
  decodeDetections,
  type Detection,
  detectorShape,
  type DetectorShape,
} from "./detections.ts";
import { type HandLandmarks, handInPicture } from "./hand-landmarks.ts";
import { loadNet, type Net } from "./net.ts";
import type { Picture } from "./picture-reader.ts";
import { poseInPicture, type PoseLandmarks } from "./pose-landmarks.ts";
import { type Region, wholePicture } from "./region.ts";

/** Where the nets and what runs them are served. */
export interface TrackingAssets {
  /** Directory of LiteRT's wasm, ends with a slash. */
  readonly litertUrl: string;
  readonly palmUrl: string;
  readonly handUrl: string;
  readonly poseDetectUrl: string;
  readonly poseUrl: string;
}

/** What can be asked of one picture. Each answer costs one run of a net. */
export interface HandNets {
  findPeople(picture: Picture): Promise<readonly Detection[]>;
  readPose(picture: Picture, region: Region): Promise<PoseLandmarks>;
  findPalms(picture: Picture, region: Region): Promise<readonly Detection[]>;
  readHand(picture: Picture, region: Region): Promise<HandLandmarks>;
  close(): void;
}

const PERSON_SHAPE = detectorShape(224, [8, 16, 32, 32, 32], 4);
const PALM_SHAPE = detectorShape(192, [8, 16, 16, 16], 7);
const POSE_SIDE_PX = 256;
const HAND_SIDE_PX = 224;
const MIN_SCORE = 0.5;

/** @throws VisavisError tracking-failed */
export async function loadHandNets(assets: TrackingAssets): Promise<HandNets> {
  const load = (url: string, sidePx: number): Promise<Net> =>
    loadNet(assets.litertUrl, url, sidePx);
  // One after the other: they are compiled on the thread that will run them.
  const people = await load(assets.poseDetectUrl, PERSON_SHAPE.sidePx);
  const pose = await load(assets.poseUrl, POSE_SIDE_PX);
  const palms = await load(assets.palmUrl, PALM_SHAPE.sidePx);
  const hand = await load(assets.handUrl, HAND_SIDE_PX);
  return new LiteRtHandNets({ people, pose, palms, hand });
}

interface Nets {
  readonly people: Net;
  readonly pose: Net;
  readonly palms: Net;
  readonly hand: Net;
}

class LiteRtHandNets implements HandNets {
  readonly #nets: Nets;

  constructor(nets: Nets) {
    this.#nets = nets;
  }

  async findPeople(picture: Picture): Promise<readonly Detection[]> {
    const region = wholePicture(picture.size);
    const input = await picture.read(region, PERSON_SHAPE.sidePx, -1);
    return detect(this.#nets.people, PERSON_SHAPE, input, region);
  }

  async readPose(picture: Picture, region: Region): Promise<PoseLandmarks> {
    const input = await picture.read(region, POSE_SIDE_PX, 0);
    const names = ["Identity", "Identity_1", "Identity_4"];
    const [screen, presence, world] = await this.#nets.pose.run(input, names);
    const raw = { screen: numbers(screen), world: numbers(world), presence: presence?.[0] ?? 0 };
    return poseInPicture(raw, region, POSE_SIDE_PX);
  }

  async findPalms(picture: Picture, region: Region): Promise<readonly Detection[]> {
    const input = await picture.read(region, PALM_SHAPE.sidePx, 0);
    return detect(this.#nets.palms, PALM_SHAPE, input, region);
  }

  async readHand(picture: Picture, region: Region): Promise<HandLandmarks> {
    const input = await picture.read(region, HAND_SIDE_PX, 0);
    const names = ["Identity", "Identity_1", "Identity_3"];
    const [screen, presence, world] = await this.#nets.hand.run(input, names);
    const raw = { screen: numbers(screen), world: numbers(world), presence: presence?.[0] ?? 0 };
    return handInPicture(raw, region, HAND_SIDE_PX);
  }

  close(): void {
    for (const net of Object.values(this.#nets)) net.close();
  }
}

async function detect(
  net: Net,
  shape: DetectorShape,
  input: Float32Array,
  region: Region,
): Promise<readonly Detection[]> {
  const [boxes, logits] = await net.run(input, ["Identity", "Identity_1"]);
  const answers = { boxes: numbers(boxes), logits: numbers(logits) };
  if (answers.logits.length !== answerCount(shape)) throw new Error("a net of another shape");
  return decodeDetections(shape, answers, region, MIN_SCORE);
}

function numbers(output: Float32Array | undefined): Float32Array {
  if (!output) throw new Error("the net lacks an output");
  return output;
}
