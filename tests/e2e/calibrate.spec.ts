import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { type CameraView, parseCalibration, type SiteCalibration } from "@visavis/pane";
import { Place } from "./place.ts";
import { syntheticFilm } from "./synthetic-person.ts";

const RAD = Math.PI / 180;
const WALKER_M = 1.75;
const WAY_M = [2.2, 2.6, 3, 3.4, 3, 2.6];
const FRAMES_A_STOP = 10;
const lens: CameraView = {
  widthPx: 540,
  heightPx: 960,
  focalPx: 640,
  heightM: 1.3,
  offsetXM: 0,
  pitchRad: 6 * RAD,
  rollRad: 0,
};

test("a walk finds the camera, and the page measures its person", async () => {
  await using place = await Place.open();
  const cameraFile = place.write("walk.y4m", walkFilm());
  const booth = await place.launch({ cameraFile, calibration: null });
  const { page } = booth;
  await booth.open(`${place.origin}/calibrate?lang=en`);

  await page.getByLabel("Height in shoes, cm").fill(String(WALKER_M * 100));
  await page.getByLabel("Diagonal field of view").fill(diagonalDegrees(lens).toFixed(1));
  await page.getByRole("button", { name: "Open the camera" }).click();
  await page.getByRole("button", { name: "Start the walk" }).click({ timeout: 40_000 });
  await expect(page.getByText("That is enough.")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Use this camera" }).click();
  await page.getByRole("button", { name: "Measure me" }).click();
  await expect(page.getByText(/^\d+\.\d+ m from the camera/)).toBeVisible({ timeout: 30_000 });
  const reading = await page.locator(".reading[role=status]").innerText();
  const measuredM = Number.parseFloat(reading) / 100;
  expect(Math.abs(measuredM / WALKER_M - 1)).toBeLessThan(0.03);

  await measureDisplay(page);
  const { camera } = await exported(page);
  expect(Math.abs((camera?.heightM ?? 0) - lens.heightM)).toBeLessThan(0.06);
  expect(Math.abs((camera?.pitchRad ?? 9) - lens.pitchRad)).toBeLessThan(0.75 * RAD);
  expect(camera?.errorPercent).toBeLessThan(1.5);
  const tilt = ((camera?.pitchRad ?? 0) / RAD).toFixed(2);
  const found = `${reading.replaceAll("\n", " ")}; lens ${camera?.heightM.toFixed(3)} m, ${tilt}°`;
  test.info().annotations.push({ type: "found", description: found });
  place.expectGoodConduct();
});

test("what is measured with the keyboard is kept for this display, and a wrong file is refused", async () => {
  await using place = await Place.open();
  const booth = await place.launch({ calibration: null });
  const { page } = booth;
  await booth.open(`${place.origin}/calibrate?lang=en`);
  const edge = page.getByRole("slider", { name: "Right edge" });
  const before = Number(await edge.getAttribute("aria-valuenow"));
  await edge.press("Shift+ArrowLeft");
  await edge.press("ArrowRight");
  expect(Number(await edge.getAttribute("aria-valuenow"))).toBeLessThan(before);
  await measureDisplay(page);
  await expect(page.getByText("kept for this display")).toBeVisible();
  const kept = await exported(page);
  expect(kept.display.lowerEdgeM).toBeCloseTo(0.755, 9);
  expect(kept.display.errorPercent).toBeGreaterThan(0.1);

  await page.reload();
  await expect(page.getByText("75.5 cm above the floor")).toBeVisible();

  const wrong = structuredClone(kept) as { display: { size: { widthM: number } } };
  wrong.display.size.widthM = -1;
  const file = { name: "wrong.json", mimeType: "application/json" };
  const input = page.locator("input[type=file]");
  await input.setInputFiles({ ...file, buffer: Buffer.from(JSON.stringify(wrong)) });
  await expect(page.getByRole("alert")).toContainText("display.size.widthM");
  await input.setInputFiles({ ...file, buffer: Buffer.from(JSON.stringify(kept)) });
  await expect(page.getByText("The file fits this display")).toBeVisible();
});

async function measureDisplay(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Use this size" }).click();
  await page.getByLabel("Lower edge of the picture").fill("75,5");
  await page.keyboard.press("Enter");
}

async function exported(page: Page): Promise<SiteCalibration> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a file" }).click();
  const result = parseCalibration(readFileSync(await (await download).path(), "utf8"));
  if (!result.isValid) throw new Error(result.message);
  return result.calibration;
}

/** A man who stops for a second at each place of his way, ten frames a second. */
function walkFilm(): Buffer {
  const stops = WAY_M.map((distanceM) =>
    syntheticFilm({ view: lens, heightM: WALKER_M, distanceM, frames: FRAMES_A_STOP }),
  );
  const [first = Buffer.alloc(0)] = stops;
  const headEnd = first.indexOf("\n") + 1;
  const head = first.toString("latin1", 0, headEnd).replace("F30:1", "F10:1");
  return Buffer.concat([
    Buffer.from(head, "latin1"),
    ...stops.map((stop) => stop.subarray(headEnd)),
  ]);
}

function diagonalDegrees({ widthPx, heightPx, focalPx }: CameraView): number {
  return (2 * Math.atan(Math.hypot(widthPx, heightPx) / 2 / focalPx)) / RAD;
}
