import { type Browser, chromium, expect, type Locator, test } from "@playwright/test";
import { chromiumFlags, decodePng, findChromium } from "@visavis/rehearsal";
import { serveExample } from "../../tools/example.ts";
import { DANCER } from "./place.ts";

function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [...chromiumFlags({ cameraFile: DANCER })],
  });
}

interface Seen {
  /** Of the picture's pixels that are not the page's background. */
  readonly personShare: number;
  /** Whether the page shows through in both upper corners. */
  readonly isCornerFree: boolean;
}

/** Before a background that is told from the person by its blue. */
async function seenIn(scene: Locator): Promise<Seen> {
  const { rgba, widthPx, heightPx } = decodePng(await scene.screenshot());
  const isSky = (pixel: number): boolean => {
    const [red = 0, green = 0, blue = 0] = rgba.subarray(4 * pixel, 4 * pixel + 3);
    return blue > red + 100 && blue > green + 100;
  };
  let person = 0;
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) if (!isSky(pixel)) person++;
  const row = Math.round(heightPx * 0.1) * widthPx;
  return {
    personShare: person / (widthPx * heightPx),
    isCornerFree: isSky(row + Math.round(widthPx * 0.1)) && isSky(row + Math.round(widthPx * 0.9)),
  };
}

test("the matte's example page puts a person over any picture, here and at a receiver's", async () => {
  const server = await serveExample(0);
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(server.resolvedUrls?.local[0] ?? "");
    await page.addStyleTag({ content: ".scene { background: #00f !important }" });
    await page.getByRole("button", { name: "Use my camera" }).click();
    await expect(page.getByRole("status")).toContainText("Cut out on this machine");
    for (const scene of ["#near", "#far"]) {
      await expect
        .poll(async () => (await seenIn(page.locator(scene))).personShare, { timeout: 30_000 })
        .toBeGreaterThan(0.05);
      const seen = await seenIn(page.locator(scene));
      expect(seen.personShare).toBeLessThan(0.5);
      expect(seen.isCornerFree).toBe(true);
    }
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
    await server.close();
  }
});
