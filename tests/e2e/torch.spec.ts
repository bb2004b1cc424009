import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import type { TorchReport } from "@visavis/protocol";
import { type BoothPage, overlapFrames } from "@visavis/rehearsal";
import { expectToMeet, Place, withQuery } from "./place.ts";

const PASSES = 4;

test("two booths pass the torch back and forth; a reload brings it back; never are there two", async () => {
  await using place = await Place.open();
  const link = withQuery(place.link, "mode=black&torch");
  const first = await place.launch();
  const second = await place.launch();
  await first.open(link);
  await second.open(link);
  await expectToMeet(first, second);
  let [giver, taker] = await whoHasIt(first, second);

  for (let i = 0; i < PASSES; i++) {
    await pass(giver, taker);
    [giver, taker] = [taker, giver];
  }
  // Nobody takes it, and the giver keeps it.
  await giver.page.keyboard.press("KeyT");
  await expect(taker.page.getByRole("button", { name: /Take the torch/ })).toBeVisible();
  await taker.page.keyboard.press("Escape");
  await expect.poll(async () => (await giver.torch())?.refused).toBe(1);
  expect((await giver.torch())?.role).toBe("held");

  const before = await bothTorches(first, second);
  expect(before.flatMap(({ taken }) => taken)).toHaveLength(PASSES);
  expect(overlapFrames(before)).toBe(0);

  await giver.page.reload({ waitUntil: "commit" });
  expect(await giver.waitFor(() => giver.isSolid(), 20_000), "it comes back").toBe(true);
  await pass(giver, taker);
  expect(overlapFrames(await bothTorches(first, second))).toBe(0);
  place.expectGoodConduct();
});

/** By the keys that people press: one reaches for it, the other holds it out. */
async function pass(giver: BoothPage, taker: BoothPage): Promise<void> {
  await expect.poll(() => giver.isSolid()).toBe(true);
  await taker.page.keyboard.press("KeyT");
  await sleep(100);
  await giver.page.keyboard.press("KeyT");
  await expect.poll(() => taker.isSolid()).toBe(true);
  await expect.poll(() => giver.isSolid()).toBe(false);
}

async function whoHasIt(first: BoothPage, second: BoothPage): Promise<[BoothPage, BoothPage]> {
  const isLit = async (): Promise<boolean> => (await first.isSolid()) || (await second.isSolid());
  expect(await first.waitFor(isLit, 20_000), "a torch is lit").toBe(true);
  return (await first.isSolid()) ? [first, second] : [second, first];
}

async function bothTorches(...booths: readonly BoothPage[]): Promise<TorchReport[]> {
  const torches = await Promise.all(booths.map(async (booth) => booth.torch()));
  return torches.filter((torch) => torch !== null);
}
