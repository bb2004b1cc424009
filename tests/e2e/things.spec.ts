import { expect, test } from "@playwright/test";
import { makeGlb, triangleParts } from "../../packages/stage/src/testing/make-glb.ts";
import { expectToMeet, Place } from "./place.ts";

test("a room is given a file to hand around; one that is none is refused with a sentence", async () => {
  await using place = await Place.open();
  const first = await place.launch();
  const { page } = first;
  await first.open(place.origin);
  await page.getByRole("button", { name: "Make a room" }).click();
  await page.getByRole("combobox", { name: "What you hand to each other" }).selectOption("file");
  const picker = page.getByLabel("The file");
  const bad = { name: "cup.glb", mimeType: "model/gltf-binary", buffer: Buffer.from("<svg>") };
  await picker.setInputFiles(bad);
  await expect(page.getByText("This is no binary glTF")).toBeVisible();
  const triangle = Buffer.from(makeGlb(triangleParts()));
  await picker.setInputFiles({ ...bad, buffer: triangle });
  await expect(page.getByText("The room has it now")).toBeVisible();
  await page.getByText("Booth", { exact: true }).click();
  const enter = page.getByRole("link", { name: "Enter", exact: true });
  await expect(enter).toHaveAttribute("href", /object=model-[0-9a-f]{24}#k=/);
  const link = (await enter.getAttribute("href")) ?? "";
  const name = new URL(link).searchParams.get("object") ?? "";

  const second = await place.launch();
  await first.open(link);
  await second.open(link);
  await expectToMeet(first, second);
  const roles = async (): Promise<(string | undefined)[]> =>
    Promise.all([first, second].map(async (booth) => (await booth.torch(name))?.role));
  await expect.poll(async () => new Set(await roles())).toEqual(new Set(["held", "none"]));
  place.expectGoodConduct();
});
