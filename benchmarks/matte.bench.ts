import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Benchmark, BenchmarkResult, BenchmarkRow } from "./benchmark.ts";
import { type BenchPage, openBenchPage } from "./browser-page.ts";
import { decodePerson, requireFile, SCENE } from "./matte-clip.ts";
import { type MatteMethod, METHODS } from "./matte-methods.ts";
import { disturbanceRows } from "./matte-disturbance.ts";
import { DANCER, OFFICE, parseMatteOptions } from "./matte-options.ts";
import { clutteredRoom, greenScreen, plainWall, type Room, roomFrom } from "./matte-rooms.ts";
import { type Person, type SceneLength, writeScene } from "./matte-scene.ts";
import { type ClipFigures, matteRows, matteTable } from "./matte-table.ts";
import type { MethodRun } from "./pages/matte.ts";

type Runs = ReadonlyMap<MatteMethod, MethodRun>;

const WARM_UP_FRAMES = 4;
/** Eight seconds of movement at 15 pictures a second: less than a camera shows in that time. */
const LEARNING = { learnFrames: 120, learnStep: 2 } as const;
const EMPTY_FRAMES = 12;
/** A warm-up that outlasts every scene: only each frame's MAD is wanted. */
const NEVER_MEASURED = 1e6;
/** The dancer was filmed with 360 rows: doubled, his edge is five pixels soft; so it is two. */
const CRISP = { steepness: 2.6 } as const;

/** Every way to a matte against a true one, on pictures as a webcam gives them. */
export const benchmark: Benchmark = async (args) => {
  const { clips, backgrounds, out, frames } = parseMatteOptions(args);
  for (const file of [...clips, ...backgrounds]) requireFile(file);
  await using bench = await openBenchPage("matte.ts");
  const scratch = path.join(bench.dataFolder, "decoded");
  mkdirSync(scratch);
  using rooms = new DisposableStack();
  const files = backgrounds.length > 0 ? backgrounds : [OFFICE];
  const filmed = files.map((file, n) => {
    return rooms.use(roomFrom(file, path.join(scratch, `room-${n}`)));
  });
  const behind = backgrounds.length > 0 ? filmed : [clutteredRoom(), plainWall(), ...filmed];
  const length = {
    emptyFrames: EMPTY_FRAMES,
    ...LEARNING,
    shownFrames: WARM_UP_FRAMES + frames,
  };
  const measured: { entry: ClipFigures; runs: Runs }[] = [];
  const disturbed: BenchmarkRow[] = [];
  for (const clip of clips) {
    using person = decodePerson(clip, path.join(scratch, "person"));
    const isDancer = path.resolve(clip) === path.resolve(DANCER);
    const subject = {
      clip: path.basename(clip),
      person: { frames: person, isDespilled: isDancer, steepness: 1 },
    };
    measured.push(...(await measure(bench, { ...subject, rooms: behind, length, out })));
    if (isDancer && backgrounds.length === 0) {
      const crisp = { clip: `crisp ${subject.clip}`, person: { ...subject.person, ...CRISP } };
      measured.push(...(await measure(bench, { ...crisp, rooms: [plainWall()], length, out })));
    }
    const [room] = behind;
    if (disturbed.length > 0 || !room) continue;
    const start = LEARNING.learnFrames * LEARNING.learnStep;
    const runPlate = (): Promise<MethodRun> => runMethod(bench, "plate", false, NEVER_MEASURED);
    const trial = { person: subject.person, room, start, emptyFrames: EMPTY_FRAMES, runPlate };
    disturbed.push(...(await disturbanceRows(bench, trial)));
  }
  if (out !== null) store(out, measured);
  const { rows, details } = result(measured, frames);
  return { rows: [...rows, ...disturbed], details };
};

interface Measurement {
  readonly clip: string;
  readonly person: Person;
  readonly rooms: readonly Room[];
  readonly length: SceneLength;
  readonly out: string | null;
}

async function measure(
  bench: BenchPage,
  { clip, person, rooms, length, out }: Measurement,
): Promise<{ entry: ClipFigures; runs: Runs }[]> {
  const hasPicture = out !== null;
  const studio = { ...length, emptyFrames: 0, learnFrames: 0 };
  // Nothing is learnt in a studio, but the same moment of the clip is measured as in the rooms.
  const start = length.learnFrames * length.learnStep;
  await writeScene(bench.dataFolder, "scene", {
    person,
    room: greenScreen(),
    length: studio,
    start,
  });
  const chroma = await runMethod(bench, "chroma", hasPicture);
  const measured = [];
  for (const room of rooms) {
    process.stdout.write(`  ${clip} before ${room.name}\n`);
    await writeScene(bench.dataFolder, "scene", { person, room, length, start });
    const runs = new Map<MatteMethod, MethodRun>();
    for (const method of METHODS) {
      // The studio is the same whatever the room.
      runs.set(method, method === "chroma" ? chroma : await runMethod(bench, method, hasPicture));
    }
    const methods = Object.fromEntries([...runs].map(([name, { figures }]) => [name, figures]));
    const entry = { clip, background: room.name, methods };
    measured.push({ entry, runs });
  }
  for (const part of ["empty.i420", "learn.i420", "shown.i420", "shown.rgba"]) {
    rmSync(path.join(bench.dataFolder, `scene-${part}`), { force: true });
  }
  return measured;
}

async function runMethod(
  bench: BenchPage,
  method: MatteMethod,
  hasPicture: boolean,
  warmUpFrames = WARM_UP_FRAMES,
): Promise<MethodRun> {
  const [version] = readdirSync("apps/web/dist/runtime/litert");
  const litertUrl = `/runtime/litert/${version}/`;
  const job = { ...SCENE, warmUpFrames, litertUrl, hasPicture };
  const run = await bench.run<MethodRun>("scene", method, JSON.stringify(job));
  const { mad, mse, grad, dtssd, edgeMad, fg, msPerFrame } = run.figures;
  const figures = {
    mad: round(mad),
    mse: round(mse),
    grad: round(grad),
    dtssd: round(dtssd),
    edgeMad: round(edgeMad),
    fg: round(fg),
    msPerFrame: { p50: round(msPerFrame.p50), p95: round(msPerFrame.p95) },
  };
  return { ...run, figures };
}

function store(out: string, measured: readonly { entry: ClipFigures; runs: Runs }[]): void {
  mkdirSync(out, { recursive: true });
  const clips = measured.map(({ entry }) => entry);
  writeFileSync(path.join(out, "matte.json"), `${JSON.stringify({ clips }, null, 2)}\n`);
  for (const [n, { entry, runs }] of measured.entries()) {
    for (const [method, { picture }] of runs) {
      const name = `${n + 1}-${path.parse(entry.clip).name}-${path.parse(entry.background).name}`;
      const bytes = Buffer.from(picture?.split(",")[1] ?? "", "base64");
      writeFileSync(path.join(out, `${name}-${method}.png`.replaceAll(" ", "-")), bytes);
    }
  }
  process.stdout.write(`  figures and pictures are in ${out}\n`);
}

function result(
  measured: readonly { entry: ClipFigures; runs: Runs }[],
  frames: number,
): BenchmarkResult {
  const clips = measured.map(({ entry }) => entry);
  for (const line of matteTable(clips)) process.stdout.write(`  ${line}\n`);
  const rows: readonly BenchmarkRow[] = clips.flatMap((entry) => matteRows(entry));
  const worst = measured.map(({ entry, runs }) => ({
    clip: entry.clip,
    background: entry.background,
    frames: Object.fromEntries([...runs].map(([name, run]) => [name, run.worst])),
    plateShare: Object.fromEntries([...runs].map(([name, run]) => [name, run.plateShare])),
  }));
  const { widthPx, heightPx, framesPerS } = SCENE;
  const learntS = (LEARNING.learnFrames * LEARNING.learnStep) / framesPerS;
  const conditions = { widthPx, heightPx, frames, emptyFrames: EMPTY_FRAMES, learntS };
  return { rows, details: { clips, worst, conditions } };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
