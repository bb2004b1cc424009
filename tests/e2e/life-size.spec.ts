import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { median } from "@visavis/protocol";
import { type Bitmap, boothCalibration } from "@visavis/rehearsal";
import { glassOf, lightRows } from "./glass.ts";
import { expectToMeet, Place, withQuery } from "./place.ts";
import { type SyntheticScene, syntheticFilm } from "./synthetic-person.ts";

const DISPLAY = { size: { widthM: 1.18125, heightM: 2.1 }, lowerEdgeM: -0.05 } as const;
const LOOKS = 5;
const SCENES: readonly (readonly [string, Omit<SyntheticScene, "frames">])[] = [
  ["a level camera at 1.2 m", scene({ cameraHeightM: 1.2, pitchRad: 0.05, heightM: 1.75 })],
  [
    "a camera at 1.6 m that looks down",
    scene({ cameraHeightM: 1.6, pitchRad: 0.18, heightM: 1.62 }),
  ],
];

for (const [name, synthetic] of SCENES) {
  test(`a person keeps his height on the glass within 1 %: ${name}`, async () => {
    await using place = await Place.open();
    const film = place.write("person.y4m", syntheticFilm({ ...synthetic, frames: 8 }));
    const link = withQuery(place.link, "mode=black");
    const base = boothCalibration(1.7);
    const { view } = synthetic;
    const measured = { method: "numbers", errorPercent: 0 } as const;
    const sender = await place.launch({
      cameraFile: film,
      calibration: { ...base, personHeightM: null, camera: { ...view, ...measured } },
    });
    const receiver = await place.launch({
      calibration: { ...base, display: { ...base.display, ...DISPLAY } },
    });
    await sender.open(link);
    await receiver.open(link);
    await expectToMeet(receiver);
    await sleep(6000);
    const crowns = [];
    for (let look = 0; look < LOOKS; look++) {
      const glass = await glassOf(receiver);
      const rows = lightRows(glass);
      crowns.push(aboveFloorM(glass, rows?.top ?? 0));
      // Shoes are nearer to the lens than the head is, so they reach a little below the floor line.
      expect(Math.abs(aboveFloorM(glass, rows?.bottom ?? 0))).toBeLessThan(0.07);
    }
    const errorPercent = ((median(crowns) ?? 0) / synthetic.heightM - 1) * 100;
    test.info().annotations.push({ type: "error", description: `${errorPercent.toFixed(2)} %` });
    expect(Math.abs(errorPercent)).toBeLessThanOrEqual(1);
  });
}

/** What a tape measure on the glass reads from the floor to this row. */
function aboveFloorM({ heightPx }: Bitmap, row: number): number {
  return DISPLAY.lowerEdgeM + (1 - row / heightPx) * DISPLAY.size.heightM;
}

interface SceneOptions {
  readonly cameraHeightM: number;
  readonly pitchRad: number;
  readonly heightM: number;
}

function scene({ cameraHeightM, pitchRad, heightM }: SceneOptions): Omit<SyntheticScene, "frames"> {
  const lens = { widthPx: 540, heightPx: 960, focalPx: 800, offsetXM: 0, rollRad: 0 };
  return { view: { ...lens, heightM: cameraHeightM, pitchRad }, heightM, distanceM: 2.4 };
}
