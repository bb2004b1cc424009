import type { BenchPage } from "./browser-page.ts";
import type { BenchmarkRow } from "./benchmark.ts";
import { SCENE } from "./matte-clip.ts";
import { mean } from "./mean.ts";
import type { Room } from "./matte-rooms.ts";
import { type Disturbance, type Person, writeScene } from "./matte-scene.ts";
import type { MethodRun } from "./pages/matte.ts";

interface Trial {
  readonly what: string;
  readonly disturbance: Disturbance;
  /** Until the matte has to be good again, in frames. */
  readonly graceFrames: number;
  /** The most that is left of the disturbance, as a multiple of the undisturbed error. */
  readonly mostRatio: number;
}

const AT_FRAME = 6;
const MEASURED_FRAMES = 12;
const TRIALS: readonly Trial[] = [
  {
    what: "camera bumped by 4 px, 2 s later",
    disturbance: { atFrame: AT_FRAME, shiftPx: 4, gain: 1 },
    graceFrames: 2 * SCENE.framesPerS,
    mostRatio: 1.5,
  },
  {
    what: "20 % more light at once, 0.5 s later",
    disturbance: { atFrame: AT_FRAME, shiftPx: 0, gain: 1.2 },
    graceFrames: SCENE.framesPerS / 2,
    mostRatio: 1.3,
  },
];

interface Subject {
  readonly person: Person;
  readonly room: Room;
  readonly start: number;
  readonly emptyFrames: number;
  readonly runPlate: () => Promise<MethodRun>;
}

/** The plate's error after something happened to the camera, against the same frames without it. */
export async function disturbanceRows(
  { dataFolder }: BenchPage,
  { person, room, start, emptyFrames, runPlate }: Subject,
): Promise<BenchmarkRow[]> {
  const longest = Math.max(...TRIALS.map(({ graceFrames }) => graceFrames));
  const shown = async (frames: number, disturbance?: Disturbance): Promise<readonly number[]> => {
    const length = { emptyFrames, learnFrames: 0, learnStep: 1, shownFrames: frames };
    const parts = { person, room, length, start };
    await writeScene(
      dataFolder,
      "scene",
      disturbance === undefined ? parts : { ...parts, disturbance },
    );
    return (await runPlate()).mads;
  };
  const undisturbed = await shown(AT_FRAME + longest + MEASURED_FRAMES);
  const rows: BenchmarkRow[] = [];
  for (const { what, disturbance, graceFrames, mostRatio } of TRIALS) {
    const from = AT_FRAME + graceFrames;
    const mads = await shown(from + MEASURED_FRAMES, disturbance);
    const ratio = mean(mads.slice(from)) / mean(undisturbed.slice(from, from + MEASURED_FRAMES));
    const worst = Math.max(...mads.slice(AT_FRAME));
    rows.push({
      what: `${room.name}: ${what}, MAD (worst frame since then ${worst.toFixed(1)})`,
      value: Number(ratio.toFixed(3)),
      unit: "of the undisturbed",
      target: `≤ ${mostRatio}`,
      isMet: ratio <= mostRatio,
    });
  }
  return rows;
}
