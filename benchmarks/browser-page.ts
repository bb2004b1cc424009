import { createReadStream, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromiumFlags, findChromium } from "@visavis/rehearsal";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

export interface BenchPage extends AsyncDisposable {
  readonly page: Page;
  /** Does the page's job; what comes back is that job's result, as the page's module declares it. */
  run<Result>(...args: readonly (number | string)[]): Promise<Result>;
  /** Files put here are served under `/data/`. */
  readonly dataFolder: string;
}

/**
 * Bundles `entry` (a module in `benchmarks/pages`) and opens it in real Chromium on loopback, with the
 * runtime files that `npm start` serves. The page says it is ready by setting `window.isReady`.
 */
export async function openBenchPage(
  entry: string,
  options: { cameraFile?: string } = {},
): Promise<BenchPage> {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(path.join(tmpdir(), "visavis-bench-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    configFile: false,
    logLevel: "error",
    worker: { format: "iife" },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: "esnext",
      modulePreload: false,
      rolldownOptions: {
        input: path.resolve("benchmarks/pages", entry),
        output: { entryFileNames: "page.js" },
      },
    },
  });
  writeFileSync(
    path.join(folder, "index.html"),
    '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>',
  );
  const server = await serve(folder);
  stack.defer(() => void server.close());
  const browser = await launch(options.cameraFile);
  stack.defer(() => browser.close());
  const page = await browser.newPage();
  page.on("pageerror", (error) => process.stderr.write(`  page: ${error.message}\n`));
  await page.goto(`http://localhost:${portOf(server)}/`);
  await page.waitForFunction("window.isReady === true", null, { timeout: 60_000 });
  const run = <Result>(...args: readonly (number | string)[]): Promise<Result> =>
    page.evaluate<Result>(`globalThis.run(${args.map((arg) => JSON.stringify(arg)).join()})`);
  return { page, run, dataFolder: folder, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function launch(cameraFile: string | undefined): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: chromiumFlags(cameraFile ? { cameraFile } : {}),
  });
}

async function serve(folder: string): Promise<Server> {
  const runtime = path.resolve("apps/web/dist");
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "/", "http://localhost").pathname;
    const relative = name === "/" ? "index.html" : name.replace(/^\/data\//, "/").slice(1);
    const file = [folder, runtime].map((base) => path.join(base, relative)).find(existsSync);
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    if (!file || !(file.startsWith(folder) || file.startsWith(runtime))) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the page is not served");
  return address.port;
}
