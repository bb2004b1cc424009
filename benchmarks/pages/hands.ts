import type { HandSource, HandState } from "@visavis/protocol";
import {
  type Findings,
  type Hand,
  type HandSide,
  HandFollower,
  HandTracks,
  loadHandNets,
  PictureReader,
} from "@visavis/tracking";

/** What the program held for the person's right hand after each look, and what the look cost. */
export interface HandsLook {
  readonly atS: number;
  readonly look: Findings["look"];
  /** The hand it was for, and whether it was found there. */
  readonly side: HandSide | null;
  readonly isFound: boolean;
  readonly state: HandState;
  readonly source: HandSource | null;
  readonly grip: number;
  /** Curl of this look's own picture is in `grip`; where the hand was, in metres. */
  readonly position: Hand["position"] | null;
  readonly axis: Hand["axis"] | null;
  readonly extension: number;
  readonly workMs: number;
}

const ASSETS = {
  litertUrl: "/data/litert/",
  palmUrl: "/data/palm.tflite",
  handUrl: "/data/hand.tflite",
  poseDetectUrl: "/data/pose-detect.tflite",
  poseUrl: "/data/pose.tflite",
};
const PLACING = { view: null, scale: null, personHeightM: null, planeM: null };
const WARM_UP = 3;

/** Looks at every n-th frame, on the clip's own clock: it does not matter how fast this machine is. */
async function run(
  widthPx: number,
  heightPx: number,
  fps: number,
  everyNth: number,
): Promise<HandsLook[]> {
  const bytes = new Uint8Array(await (await fetch("/data/frames.i420")).arrayBuffer());
  const nets = await loadHandNets(ASSETS);
  const frameBytes = (widthPx * heightPx * 3) / 2;
  const frameAt = (i: number): VideoFrame =>
    new VideoFrame(bytes.subarray(i * frameBytes, (i + 1) * frameBytes), {
      format: "I420",
      codedWidth: widthPx,
      codedHeight: heightPx,
      timestamp: Math.round((i * 1e6) / fps),
    });
  const count = Math.floor(bytes.length / frameBytes);
  const reader = new PictureReader();
  for (let i = 0; i < WARM_UP; i++) {
    using frame = disposable(frameAt(i));
    await new HandFollower(nets).look(reader.open(frame.value, 0), 0);
  }
  const follower = new HandFollower(nets);
  const tracks = new HandTracks();
  const looks: HandsLook[] = [];
  let right: Hand | null = null;
  for (let i = 0; i < count; i += everyNth) {
    const atMs = (i * 1000) / fps;
    using frame = disposable(frameAt(i));
    const startedMs = performance.now();
    const findings = await follower.look(reader.open(frame.value, 0), atMs);
    const hands = tracks.apply(findings, PLACING, atMs, atMs);
    const workMs = performance.now() - startedMs;
    right = hands.find(({ side }) => side === "right") ?? right;
    follower.setBusy("left", tracks.isBusy("left"));
    follower.setBusy("right", tracks.isBusy("right"));
    looks.push({
      atS: atMs / 1000,
      look: findings.look,
      ...lookedFor(findings),
      ...seen(right),
      workMs,
    });
  }
  nets.close();
  return looks;
}

function seen(hand: Hand | null): Omit<HandsLook, "atS" | "look" | "side" | "isFound" | "workMs"> {
  if (!hand)
    return { state: "none", source: null, grip: 0, position: null, axis: null, extension: 0 };
  const { state, source, grip, position, axis, extension } = hand;
  return { state, source, grip, position, axis, extension };
}

function lookedFor({ hands }: Findings): Pick<HandsLook, "side" | "isFound"> {
  const side = "right" in hands ? "right" : "left" in hands ? "left" : null;
  return { side, isFound: side !== null && hands[side] !== null };
}

function disposable(value: VideoFrame): Disposable & { readonly value: VideoFrame } {
  return { value, [Symbol.dispose]: () => value.close() };
}

Object.assign(globalThis, { run, isReady: true });
