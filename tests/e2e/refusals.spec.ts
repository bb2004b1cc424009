import { expect, test } from "@playwright/test";
import { boothCalibration } from "@visavis/rehearsal";
import { Place, withQuery } from "./place.ts";

test("a link without its key, or with another room's, says so", async () => {
  await using place = await Place.open();
  const owner = await place.launch();
  await owner.open(place.link);
  await expect(owner.page.getByRole("status")).toContainText("Nobody else is here yet");

  const { page } = await place.launch();
  await page.goto(place.link.replace(/#.*/, ""));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "To the lobby" })).toBeVisible();

  const last = place.link.at(-1) === "A" ? "Q" : "A";
  await page.goto("about:blank");
  await page.goto(`${place.link.slice(0, -1)}${last}`);
  await expect(page.getByRole("status")).toContainText("not the link of that room");
  place.expectGoodConduct();
});

test("a full room says so to whom it turns away", async () => {
  await using place = await Place.open({ ROOM_CAP: "2" });
  const { page: first } = await place.launch();
  const second = await first.context().newPage();
  const third = await first.context().newPage();
  for (const page of [first, second]) {
    await page.goto(place.link, { waitUntil: "commit" });
    await expect(page.getByRole("status")).toContainText(/Nobody else|other side/);
  }
  await third.goto(place.link, { waitUntil: "commit" });
  await expect(third.getByRole("status")).toContainText("room is full");
  place.expectGoodConduct();
});

test("a denied camera is told, and the other side is heard of all the same", async () => {
  await using place = await Place.open();
  const denied = await place.launch({ grantsMedia: false });
  await denied.open(place.link);
  await expect(denied.page.getByText("The camera is not allowed for this page")).toBeVisible();
  await expect(denied.page.getByText("The microphone is not allowed")).toBeVisible();
  place.expectGoodConduct();
});

test("an unknown parameter and a display that was not measured are told", async () => {
  await using place = await Place.open();
  const booth = await place.launch({ calibration: null });
  await booth.open(withQuery(place.link, "stat=1"));
  await expect(booth.page.getByText("“stat”")).toBeVisible();
  await expect(booth.page.getByText("not calibrated")).toBeVisible();
  const other = await place.launch({ calibration: boothCalibration(1.8) });
  await other.open(place.link);
  await other.waitUntilOpen();
  await expect(other.page.getByText("not calibrated")).toHaveCount(0);
  place.expectGoodConduct();
});
