import { expect, test } from "vitest";
import { type BundledFile, weighPage } from "./page-weight.ts";

const files: readonly BundledFile[] = [
  { fileName: "assets/index-a.js", code: "a", facadeModuleId: "/web/index.html", imports: [] },
  {
    fileName: "assets/booth-b.js",
    code: "b",
    facadeModuleId: "/web/src/booth/booth.tsx",
    imports: ["assets/stage-c.js"],
  },
  { fileName: "assets/stage-c.js", code: "c".repeat(50), imports: [] },
  {
    fileName: "assets/three-stage-d.js",
    code: "d",
    facadeModuleId: "/stage/three-stage.ts",
    imports: [],
  },
  { fileName: "assets/capture.worker-e.js", source: "e" },
  { fileName: "assets/hands.worker-h.js", source: "h" },
  { fileName: "assets/page-f.js", code: "f", facadeModuleId: "/web/src/locales/en/page.json" },
  {
    fileName: "assets/page-g.js",
    code: "gh".repeat(9),
    facadeModuleId: "/web/src/locales/fr/page.json",
  },
  { fileName: "runtime/kernels.wasm", source: new Uint8Array(99) },
];

test("counts what a page needs, with one language, and neither three.js, hands nor models", () => {
  const { bytes, files: weighed } = weighPage(files, "booth/booth.tsx");
  expect(weighed.map(({ name }) => name).toSorted()).toEqual([
    "assets/booth-b.js",
    "assets/capture.worker-e.js",
    "assets/index-a.js",
    "assets/page-g.js",
    "assets/stage-c.js",
  ]);
  expect(bytes).toBe(weighed.reduce((sum, file) => sum + file.bytes, 0));
});
