import { expect, test } from "@playwright/test";
import { expectToMeet, Place } from "./place.ts";

/** A triangle, as small as a model can be. */
function triangleGlb(): Buffer {
  const points = Buffer.from(new Float32Array([0, 0, 0, 0.2, 0, 0, 0, 0.2, 0]).buffer);
  const gltf = {
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: 3,
        type: "VEC3",
        min: [0, 0, 0],
        max: [0.2, 0.2, 0],
      },
    ],
    bufferViews: [{ buffer: 0, byteLength: points.length }],
    buffers: [{ byteLength: points.length }],
  };
  const text = JSON.stringify(gltf);
  const json = Buffer.from(text.padEnd(Math.ceil(text.length / 4) * 4));
  return Buffer.concat([
    Buffer.from("glTF"),
    words(2, 12 + 8 + json.length + 8 + points.length),
    words(json.length),
    Buffer.from("JSON"),
    json,
    words(points.length),
    Buffer.from("BIN\0"),
    points,
  ]);
}

function words(...values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}

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
  await picker.setInputFiles({ ...bad, buffer: triangleGlb() });
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
    Promise.all(
      [first, second].map(async (booth) =>
        booth.page.evaluate((object) => window.visavis?.torch(object)?.role, name),
      ),
    );
  await expect.poll(async () => new Set(await roles())).toEqual(new Set(["held", "none"]));
  place.expectGoodConduct();
});
