import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { chromiumFlags, createRoomLink, findChromium, ServerProcess } from "@visavis/rehearsal";
import { chromium } from "playwright-core";
import type { Benchmark } from "./benchmark.ts";

const MODELS = /^\/runtime\//;

/** What a booth loads, gzip, without models and their runtime: asked of a real browser. */
export const benchmark: Benchmark = async () => {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await ServerProcess.open());
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags() });
  stack.defer(() => browser.close());
  const page = await browser.newPage();
  const paths = new Set<string>();
  page.context().on("request", (request) => {
    const { pathname, protocol } = new URL(request.url());
    if (protocol === "http:") paths.add(pathname);
  });
  await page.goto(createRoomLink(server.origin, "page-weight"));
  await page.waitForTimeout(6000);
  const loaded = [...paths].filter((name) => !MODELS.test(name) && !name.startsWith("/api/"));
  const bytes = loaded.reduce((sum, name) => sum + gzipped(name), 0);
  const kB = Number((bytes / 1000).toFixed(1));
  return {
    rows: [
      {
        what: "booth, gzip, without models",
        value: kB,
        unit: "kB",
        target: "≤ 250",
        isMet: kB <= 250,
      },
    ],
    details: { loaded: loaded.map((name) => ({ name, bytes: gzipped(name) })) },
  };
};

function gzipped(name: string): number {
  const dist = path.resolve("apps/web/dist");
  const file = path.join(dist, name.startsWith("/assets/") ? name : "index.html");
  const isThere = readdirSync(path.dirname(file)).includes(path.basename(file));
  return isThere ? gzipSync(readFileSync(file), { level: 9 }).length : 0;
}
