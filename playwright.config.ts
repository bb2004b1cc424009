import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results/e2e",
  preserveOutput: "failures-only",
  // Two browsers that matte, encode and decode fill a small machine.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env["CI"]),
  reporter: [["list"], ["json", { outputDir: "test-results", fileName: "e2e.json" }]],
});
