import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CameraView,
  DEFAULT_EYE,
  focalFromAngle,
  heightOnGlassM,
  nextScale,
  NO_SCALE,
  placeFigure,
  rowOf,
} from "@visavis/pane";
import { median } from "@visavis/protocol";
import {
  boothCalibration,
  BoothPage,
  createRoomLink,
  decodePng,
  ServerProcess,
} from "@visavis/rehearsal";
import { lightRows } from "../tests/e2e/glass.ts";
import { syntheticFilm } from "../tests/e2e/synthetic-person.ts";
import type { Benchmark } from "./benchmark.ts";

const PERSON_M = 1.75;
const DISPLAY = { size: { widthM: 1.18125, heightM: 2.1 }, lowerEdgeM: -0.05 } as const;
const LOOKS = 7;

/** A person of known height before a known camera, measured on the glass. */
export const benchmark: Benchmark = async () => {
  const bare = Math.max(...cameras().map(({ view, planeM }) => geometryErrorPercent(view, planeM)));
  const through = [];
  for (const [cameraHeightM, pitchRad] of [
    [1.2, 0.05],
    [1.6, 0.18],
  ] as const) {
    through.push(Math.abs(await meetingErrorPercent(cameraHeightM, pitchRad)));
  }
  const coded = Math.max(...through);
  return {
    rows: [
      row("height error without the codec, worst of 18 cameras", bare, 0.2),
      row("height error through camera, matte, codec and glass, worst of 2 cameras", coded, 1),
    ],
    details: { through },
  };
};

function row(what: string, percent: number, limit: number) {
  const value = Number(percent.toFixed(3));
  return { what, value, unit: "%", target: `≤ ${limit}`, isMet: percent <= limit };
}

function cameras(): { view: CameraView; planeM: number }[] {
  return [0, 5, 12].flatMap((pitch) =>
    [1.1, 1.5, 1.7].flatMap((heightM) =>
      [2.3, 2.8].map((planeM) => ({ view: lens(heightM, (pitch * Math.PI) / 180), planeM })),
    ),
  );
}

function lens(heightM: number, pitchRad: number): CameraView {
  const focalPx = focalFromAngle(1280, (75 * Math.PI) / 180);
  return { widthPx: 720, heightPx: 1280, focalPx, heightM, offsetXM: 0, pitchRad, rollRad: 0 };
}

/** Rows rounded to whole pixels, as a matte gives them. */
function geometryErrorPercent(view: CameraView, planeM: number): number {
  const topRow = Math.round(rowOf(view, PERSON_M, planeM));
  const footRow = Math.round(rowOf(view, 0, planeM));
  const rows = { topRow, footRow, widthPx: 200, touchesTop: false, touchesBottom: false };
  const { scale } = nextScale(NO_SCALE, { rows, view, personHeightM: null, nowMs: 0, toeM: 0 });
  const placement = placeFigure({
    facts: {
      camera: { width: view.widthPx, height: view.heightPx },
      crop: { x: 180, y: Math.max(0, topRow - 30), width: 320, height: footRow - topRow + 60 },
      view,
      person: { topRow, footRow, planeM: scale?.planeM ?? 0, hasFloorContact: true },
      metresPerPixel: scale?.metresPerPixel ?? 0,
    },
    pane: DISPLAY,
    standBackM: 0,
    eye: DEFAULT_EYE,
    fallback: { personHeightM: 1.7 },
  });
  const seenM = placement?.heightOnGlassM ?? heightOnGlassM(0, 0, DEFAULT_EYE);
  return Math.abs(seenM / PERSON_M - 1) * 100;
}

/** Two real booths; the crown is looked for in what the receiver's display shows. */
async function meetingErrorPercent(cameraHeightM: number, pitchRad: number): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(path.join(tmpdir(), "visavis-life-size-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const view = { ...lens(cameraHeightM, pitchRad), widthPx: 540, heightPx: 960, focalPx: 800 };
  const cameraFile = path.join(folder, "person.y4m");
  writeFileSync(cameraFile, syntheticFilm({ view, heightM: PERSON_M, distanceM: 2.4, frames: 8 }));
  const server = stack.use(await ServerProcess.open());
  const { origin } = server;
  const base = boothCalibration(1.7);
  const measured = { method: "numbers", errorPercent: 0 } as const;
  const sending = { ...base, personHeightM: null, camera: { ...view, ...measured } };
  const showing = { ...base, display: { ...base.display, ...DISPLAY } };
  const sender = stack.use(await BoothPage.launch({ origin, cameraFile, calibration: sending }));
  const receiver = stack.use(await BoothPage.launch({ origin, cameraFile, calibration: showing }));
  const link = createRoomLink(origin, "life-size").replace("#", "?mode=black#");
  await sender.open(link);
  await receiver.open(link);
  if (!(await receiver.waitFor(() => receiver.hasRemoteFrame(), 60_000))) {
    throw new Error("The two sites did not meet.");
  }
  await sleep(6000);
  const crowns: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const glass = decodePng(await receiver.glassPng());
    const top = lightRows(glass)?.top ?? 0;
    crowns.push(DISPLAY.lowerEdgeM + (1 - top / glass.heightPx) * DISPLAY.size.heightM);
  }
  return ((median(crowns) ?? 0) / PERSON_M - 1) * 100;
}
