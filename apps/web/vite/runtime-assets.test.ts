import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readRuntimeAsset, runtimeAssetList } from "./runtime-assets.ts";

const installed = runtimeAssetList.filter(({ sha256 }) => sha256 !== null);

test.each(installed)("$name is the file that was tested", (asset) => {
  expect(readRuntimeAsset(asset).length).toBeGreaterThan(0);
});

test("a file with other bytes is refused", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "visavis-asset-")), "model");
  writeFileSync(file, "something else");
  expect(() => readRuntimeAsset({ name: "model", file, sha256: "00" })).toThrow(/SHA-256/);
});
