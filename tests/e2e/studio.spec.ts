import { readFileSync } from "node:fs";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { median } from "@visavis/protocol";
import { decodePng } from "@visavis/rehearsal";
import { DANCER, Place } from "./place.ts";

const WALL = new URL("../media/wall-540x960.mjpeg", import.meta.url);
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);
const CAMERA_FPS = 30;
/** Long enough to open the camera, to count down, and to take the room, on a slow machine. */
const EMPTY_S = 18;
const PERSON_S = 18;

/** The same room: nobody for a while, then the dancer. */
function emptyThenDancer(place: Place): string {
  const film = [
    ...frames(readFileSync(WALL), EMPTY_S * CAMERA_FPS),
    ...frames(readFileSync(DANCER), PERSON_S * CAMERA_FPS),
  ];
  return place.write("empty-then-dancer.mjpeg", Buffer.concat(film));
}

/** So many pictures of a motion-JPEG clip, again from its start when it is over. */
function frames(clip: Buffer, count: number): Buffer[] {
  const starts: number[] = [];
  for (let at = 0; at >= 0; at = clip.indexOf(JPEG_START, at + 1)) starts.push(at);
  const pictures = starts.map((start, i) => clip.subarray(start, starts[i + 1]));
  return Array.from({ length: count }, (_, i) => pictures[i % pictures.length] ?? clip);
}

async function openMirror(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Check camera and microphone" }).click();
  await page.locator(".mirror-canvas").waitFor();
}

interface Seen {
  readonly personShare: number;
  readonly wallShare: number;
}

/** Of the mirror before black: how much is the person, and how much is left of the blue wall. */
async function seenIn(mirror: Locator): Promise<Seen> {
  const { rgba } = decodePng(await mirror.screenshot());
  const pixels = rgba.length / 4;
  let person = 0;
  let wall = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = rgba.subarray(at, at + 3);
    if (red + green + blue < 60) continue;
    if (blue > 120 && blue > red + 50) wall++;
    else person++;
  }
  return { personShare: person / pixels, wallShare: wall / pixels };
}

/** The median of some looks: a machine that is busy elsewhere shows an old net's mask now and then. */
async function usuallySeenIn(mirror: Locator): Promise<Seen> {
  const looks: Seen[] = [];
  for (let i = 0; i < 7; i++) {
    looks.push(await seenIn(mirror));
    await mirror.page().waitForTimeout(400);
  }
  return {
    personShare: median(looks.map(({ personShare }) => personShare)) ?? 0,
    wallShare: median(looks.map(({ wallShare }) => wallShare)) ?? 0,
  };
}

test("the empty room is taken, cuts the person out cleanly, and outlasts a reload", async () => {
  await using place = await Place.open();
  const { page } = await place.launch({ cameraFile: emptyThenDancer(place), calibration: null });
  await page.goto(place.origin);
  await openMirror(page);
  await page.getByRole("button", { name: "Take the empty room" }).click();
  await expect(page.getByRole("dialog")).toContainText("Step out of the picture");
  await expect(page.getByRole("dialog")).toContainText("Come back");
  await expect(page.getByText("was taken and is in use")).toBeVisible();

  await expect(page.getByText("You are in the picture")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("radio", { name: "Black" }).check();
  await page.waitForTimeout(1500);
  const seen = await usuallySeenIn(page.locator(".mirror"));
  expect(seen.personShare).toBeGreaterThan(0.08);
  expect(seen.personShare).toBeLessThan(0.4);
  expect(seen.wallShare).toBeLessThan(0.01);

  // An upright camera's picture fills three quarters of the mirror.
  await page.getByRole("radio", { name: "Empty room" }).check();
  await expect
    .poll(async () => (await seenIn(page.locator(".mirror"))).wallShare)
    .toBeGreaterThan(0.68);

  await page.reload();
  await openMirror(page);
  await expect(page.getByText("was taken and is in use")).toBeVisible();
  place.expectGoodConduct();
});

test("without being asked the room is learnt, and nothing of it stays around the person", async () => {
  await using place = await Place.open();
  const { page } = await place.launch({ calibration: null });
  await page.goto(place.origin);
  await openMirror(page);
  await page.getByRole("radio", { name: "Black" }).check();
  await expect(page.getByText(/\d % of the empty room is known/)).toBeVisible();
  await page.waitForTimeout(4000);
  const seen = await usuallySeenIn(page.locator(".mirror"));
  expect(seen.personShare).toBeGreaterThan(0.08);
  expect(seen.wallShare).toBeLessThan(0.01);
  place.expectGoodConduct();
});

test("a room with somebody in it is refused, in a sentence, and can be tried again", async () => {
  await using place = await Place.open();
  const { page } = await place.launch({ calibration: null });
  await page.goto(place.origin);
  await openMirror(page);
  await expect(page.getByText("You are in the picture")).toBeVisible();
  await page.getByRole("button", { name: "Take the empty room" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("The room was not empty");
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(dialog).toContainText("Step out of the picture");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  place.expectGoodConduct();
});

test("a booth's set-up opens with a key and is closed with another", async () => {
  await using place = await Place.open();
  const { page } = await place.launch();
  await page.goto(place.link);
  await page.waitForFunction(() => window.visavis !== undefined);
  await page.keyboard.press("b");
  const sheet = page.getByRole("dialog", { name: "Cut-out" });
  await sheet.getByLabel("The room behind you").selectOption("Green screen");
  await expect(sheet).toContainText("The screen may be uneven");
  await sheet.getByLabel("Loose hair").selectOption("Always");
  await expect(sheet).toContainText("takes more of the processor’s time");
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.reload();
  await page.waitForFunction(() => window.visavis !== undefined);
  await page.keyboard.press("b");
  await expect(sheet.getByLabel("The room behind you")).toHaveValue("green");
  await expect(sheet.getByLabel("Loose hair")).toHaveValue("on");
});
