import { fileURLToPath } from "node:url";
import path from "node:path";
import { build as bundle, preview, type PreviewServer } from "vite";
import { buildKernels } from "./kernels.mjs";

const folder = path.resolve(import.meta.dirname, "../packages/matte/example");
const PORT = 4480;

/** Builds the example page of the matte and serves it on this machine. */
export async function serveExample(port = PORT): Promise<PreviewServer> {
  await buildKernels();
  await bundle({ root: folder, logLevel: "warn" });
  return preview({ root: folder, logLevel: "warn", preview: { port, host: "127.0.0.1" } });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { resolvedUrls } = await serveExample();
  process.stdout.write(`The example: ${resolvedUrls?.local[0] ?? ""}\n`);
}
