import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { type BoothPage, opaqueShare } from "@visavis/rehearsal";
import {
  count,
  glassOf,
  isBackdrop,
  isBlack,
  isDancersShirt,
  isDancersWall,
  type Region,
  share,
} from "./glass.ts";
import { DESK, expectToMeet, Place, withQuery } from "./place.ts";

/** Where the dancer never is: beside his head, at the edges of the glass. */
const CORNERS: readonly Region[] = [
  { left: 0, top: 0.1, right: 0.08, bottom: 0.3 },
  { left: 0.92, top: 0.1, right: 1, bottom: 0.3 },
];

test("two booths meet, and each glass shows the other's person and nothing of his room", async () => {
  await using place = await Place.open();
  const link = withQuery(place.link, "mode=black");
  const dancer = await place.launch();
  const desk = await place.launch({ cameraFile: DESK });
  await dancer.open(link);
  await desk.open(link);
  await expectToMeet(dancer, desk);
  // Time for the scale to settle and for hints to go.
  await sleep(6000);
  for (const { page } of [dancer, desk]) {
    await expect(page.getByRole("status")).toHaveText("The other side is on the glass");
  }

  const deskGlass = await glassOf(desk);
  const shirt = count(deskGlass, isDancersShirt);
  expect(shirt).toBeGreaterThan(0.01 * deskGlass.widthPx * deskGlass.heightPx);
  expect(count(deskGlass, isDancersWall)).toBeLessThan(0.01 * shirt);
  for (const corner of CORNERS) expect(share(deskGlass, isBlack, corner)).toBeGreaterThan(0.999);

  const dancerGlass = await glassOf(dancer);
  expect(1 - share(dancerGlass, isBlack)).toBeGreaterThan(0.05);
  for (const booth of [dancer, desk]) {
    const alpha = await booth.alphaPng();
    expect(alpha && opaqueShare(alpha)).toBeGreaterThan(0.1);
  }
  place.expectGoodConduct();
});

test("the lit room stands untouched where he is not", async () => {
  await using place = await Place.open();
  const empty = await place.launch({ cameraFile: DESK });
  await empty.open(place.link);
  await empty.waitUntilOpen();
  const dancer = await place.launch();
  await dancer.open(place.link);
  await expectToMeet(empty);
  await sleep(6000);
  const glass = await glassOf(empty);
  for (const corner of CORNERS) expect(share(glass, isBackdrop, corner)).toBeGreaterThan(0.99);
  const shirt = count(glass, isDancersShirt);
  expect(shirt).toBeGreaterThan(0.01 * glass.widthPx * glass.heightPx);
  expect(count(glass, isDancersWall)).toBeLessThan(0.01 * shirt);
  place.expectGoodConduct();
});

test("who comes late or reloads is met again; who closes the page is gone", async () => {
  await using place = await Place.open();
  const link = withQuery(place.link, "mode=black");
  const first = await place.launch({ cameraFile: DESK });
  await first.open(link);
  await sleep(3000);
  const late = await place.launch();
  await late.open(link);
  await expectToMeet(first, late);

  await late.page.reload({ waitUntil: "commit" });
  await expectToMeet(late);
  const framesBefore = await framesOf(first);
  const goesOn = async (): Promise<boolean> => (await framesOf(first)) > framesBefore + 20;
  expect(await first.waitFor(goesOn, 30_000)).toBe(true);

  await late.page.close();
  const isGone = async (): Promise<boolean> => count(await glassOf(first), isDancersShirt) < 50;
  expect(await first.waitFor(isGone, 30_000)).toBe(true);
  place.expectGoodConduct();
});

async function framesOf(booth: BoothPage): Promise<number> {
  return (await booth.ledger())?.frames ?? 0;
}
