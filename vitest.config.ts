import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { runtimeAssets } from "./apps/web/vite/runtime-assets.ts";

const chromium = process.env["VISAVIS_CHROMIUM"] ?? "/usr/bin/chromium";

/** The flags that every Chromium of ours starts with: no sandbox (root in CI), no calls home. */
const quiet = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",

  "--enable-unsafe-swiftshader",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: [
            "{packages,apps}/*/{src,vite}/**/*.test.ts",
            "tests/*.test.ts",
            "tests/contracts/**/*.test.ts",
            "benchmarks/**/*.test.ts",
          ],
          exclude: ["**/*.browser.test.ts", "**/node_modules/**"],
        },
      },
      {
        test: {
          name: "network",
          environment: "node",
          include: ["tests/network/**/*.test.ts"],
          // Each file has the machine to itself: what is measured is time.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [runtimeAssets()],
        test: {
          name: "browser",
          include: [
            "{packages,apps}/*/src/**/*.browser.test.ts",
            "tests/contracts/**/*.browser.test.ts",
          ],
          testTimeout: 60_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromium, args: quiet } }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
