import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { type BoothPage, overlapFrames } from "@visavis/rehearsal";
import { DANCER, DESK, expectToMeet, Place, withQuery } from "./place.ts";

interface SeenHand {
  readonly state: "none" | "open" | "reach" | "grip";
  /** Across, up, and from the glass. */
  readonly position: readonly [x: number, y: number, z: number];
  readonly extension: number;
}

test("a hand gives the torch, another takes it, and each is told what to do", async () => {
  await using place = await Place.open();
  const link = withQuery(place.link, "mode=black&torch");
  const first = await place.launch({ cameraFile: DESK });
  const second = await place.launch({ cameraFile: DANCER });
  await first.open(link);
  await second.open(link);
  await expectToMeet(first, second);
  expect(await first.waitFor(() => isAnySolid(first, second), 20_000), "a torch is lit").toBe(true);
  // On a machine that has room beside the picture; on a full one the picture comes first.
  await expect
    .poll(async () => (await first.torch())?.hands, { timeout: 30_000 })
    .toMatch(/ready|resting/);

  const [giver, taker] = (await first.isSolid()) ? [first, second] : [second, first];
  await show(taker, { state: "open", position: [0.2, 1, 1.4], extension: 0.1 });
  await show(giver, { state: "grip", position: [0.15, 1.2, 1.2], extension: 0.2 });
  await expect.poll(async () => (await giver.torch())?.role).toBe("held");
  await show(giver, { state: "grip", position: [0.1, 1.2, 0.7], extension: 0.95 });
  await expect.poll(async () => (await giver.torch())?.role).toBe("offered");
  await expect(taker.page.getByText("Hold out your hand")).toBeVisible();
  await show(taker, { state: "reach", position: [-0.1, 1.2, 0.7], extension: 0.9 });
  await expect(taker.page.getByText("Close your hand to take it")).toBeVisible();
  await show(taker, { state: "grip", position: [-0.1, 1.2, 0.7], extension: 0.9 });
  // With both hands on it, it is given.
  await expect.poll(() => taker.isSolid()).toBe(true);
  await expect.poll(() => giver.isSolid()).toBe(false);

  // Drawn back and held out again it is offered; drawn back without a taker it stays.
  await show(giver, { state: "open", position: [0.2, 1, 1.4], extension: 0.1 });
  await show(taker, { state: "grip", position: [-0.1, 1.2, 1.2], extension: 0.2 });
  await sleep(500);
  await show(taker, { state: "grip", position: [-0.1, 1.2, 0.7], extension: 0.95 });
  await expect.poll(async () => (await taker.torch())?.role).toBe("offered");
  await show(taker, { state: "grip", position: [-0.1, 1.2, 1.2], extension: 0.2 });
  await expect.poll(async () => (await taker.torch())?.role).toBe("held");
  const reports = await Promise.all([first.torch(), second.torch()]);
  expect(overlapFrames(reports.filter((report) => report !== null))).toBe(0);
  place.expectGoodConduct();
});

test("two torches kiss by pointer: one lights the other, and both sides see for how long", async () => {
  await using place = await Place.open();
  const link = withQuery(place.link, "mode=black&object=torches");
  const first = await place.launch();
  const second = await place.launch();
  await first.open(link);
  await second.open(link);
  await expectToMeet(first, second);
  const torches = async () => [
    [await first.isSolid("torch"), await first.isSolid("torch-2")],
    [await second.isSolid("torch"), await second.isSolid("torch-2")],
  ];
  const bothHold = async () => (await torches()).every(([one, other]) => one !== other);
  expect(await first.waitFor(bothHold, 30_000), "each side has one").toBe(true);
  expect((await first.torch("torch"))?.isLit).toBe(true);
  expect((await first.torch("torch-2"))?.isLit).toBe(false);

  await press(first);
  await press(second);
  await expect
    .poll(async () => (await second.torch("torch-2"))?.isLit, { timeout: 30_000 })
    .toBe(true);
  await expect(first.page.locator(".torch-kiss")).toBeVisible();
  await expect(second.page.locator(".torch-kiss")).toContainText(/\d\.\d s/);
  await first.page.mouse.up();
  await second.page.mouse.up();
  await expect(first.page.getByText("The flames touched")).toBeVisible();
  await expect.poll(async () => (await first.torch())?.kissS).toBeGreaterThanOrEqual(0.5);
  // Nothing changed hands.
  expect((await torches()).every(([one, other]) => one !== other)).toBe(true);
  place.expectGoodConduct();
});

/** In the middle of the glass, where the other torch is pressed, too. */
async function press({ page }: BoothPage): Promise<void> {
  const box = await page.locator("canvas.glass").boundingBox();
  if (!box) throw new Error("no glass");
  await page.mouse.move(box.x + box.width / 2, box.y + 0.55 * box.height);
  await page.mouse.down();
}

/** As a tracker beside the page's own says it, again and again. */
async function show({ page }: BoothPage, hand: SeenHand): Promise<void> {
  await page.evaluate((seen) => {
    clearInterval(Number(Reflect.get(globalThis, "shownHand")));
    const tell = (): void =>
      window.visavis?.handChanged({
        ...seen,
        side: "right",
        grip: seen.state === "grip" ? 1 : 0,
        velocityMps: [0, 0, 0],
        onPersonPlane: seen.position,
        axis: [0.1, 1, 0],
        confidence: 1,
        source: "hand",
        atMs: performance.now(),
      });
    Reflect.set(globalThis, "shownHand", setInterval(tell, 50));
    tell();
  }, hand);
}

async function isAnySolid(...booths: readonly BoothPage[]): Promise<boolean> {
  const solid = await Promise.all(booths.map(async (booth) => booth.isSolid()));
  return solid.some(Boolean);
}
