import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkModel, cutFromArchive, extractModels } from "../models/extract-models.ts";

describe("models", () => {
  test("are the files that were tested, those from inside an archive too", () => {
    const models = extractModels();
    expect(models.map(({ name }) => name)).toEqual([
      "palm.tflite",
      "hand.tflite",
      "pose-detect.tflite",
      "pose.tflite",
    ]);
    for (const { name, file, sha256 } of models) checkModel(name, readFileSync(file), sha256);
  });

  test("other bytes are refused in one sentence", () => {
    expect(() => checkModel("palm.tflite", Uint8Array.of(1), "00")).toThrow(
      "palm.tflite is not the model that Visavis was tested with (its SHA-256 differs).",
    );
  });

  test("a file is cut out by the archive's own table of contents", () => {
    const script = `loadPackage({"files": [{"filename": "/a/x.tflite", "start": 0, "end": 2}, {"filename": "/a/y.tflite", "start": 2, "end": 5}]});`;
    const archive = Uint8Array.of(1, 2, 3, 4, 5);
    expect(cutFromArchive(archive, script, "y.tflite")).toEqual(Uint8Array.of(3, 4, 5));
    expect(() => cutFromArchive(archive, script, "z.tflite")).toThrow("z.tflite is not in");
  });
});
