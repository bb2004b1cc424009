import {
  mkdir,
  mkdtempDisposable,
  readdir,
  readFile,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { writeCompressedCopies } from "./compressed-copies.ts";

test("[PAGE-2] files that shrink get a copy, once for each build", async () => {
  await using place = await mkdtempDisposable(path.join(tmpdir(), "visavis-copies-"));
  const assets = path.join(place.path, "assets");
  const script = path.join(assets, "main.js");
  await mkdir(assets);
  await writeFile(script, "a".repeat(5000));
  await writeFile(path.join(assets, "small.js"), "a");
  await writeFile(path.join(assets, "model.tflite"), "a".repeat(5000));
  await writeCompressedCopies(place.path);
  expect((await readdir(assets)).toSorted()).toEqual([
    "main.js",
    "main.js.br",
    "model.tflite",
    "small.js",
  ]);
  expect(brotliDecompressSync(await readFile(`${script}.br`)).toString()).toBe("a".repeat(5000));
  const made = (await stat(`${script}.br`)).mtimeMs;
  await writeCompressedCopies(place.path);
  expect((await stat(`${script}.br`)).mtimeMs).toBe(made);
  await writeFile(script, "b".repeat(5000));
  await utimes(script, new Date(made + 5000), new Date(made + 5000));
  await writeCompressedCopies(place.path);
  expect(brotliDecompressSync(await readFile(`${script}.br`)).toString()).toBe("b".repeat(5000));
});

test("a folder that is not there has no copies", async () => {
  await expect(writeCompressedCopies("/no/such/folder")).resolves.toBeUndefined();
});
