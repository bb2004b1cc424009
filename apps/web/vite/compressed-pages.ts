import { copyFileSync, globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSIBLE = "**/*.{css,html,js,svg,wasm}";
const LARGE_BYTES = 1_000_000;

/**
 * After the build: a compressed copy beside every file, because a server that compresses ten
 * megabytes for each visitor is slow, and the document once more for addresses that are no page.
 */
export function compressedPages(): Plugin {
  let folder = "";
  return {
    name: "visavis-compressed-pages",
    apply: "build",
    configResolved: (config) => {
      folder = path.resolve(config.root, config.build.outDir);
    },
    closeBundle(error) {
      if (error) return;
      copyFileSync(path.join(folder, "index.html"), path.join(folder, "404.html"));
      for (const name of globSync(COMPRESSIBLE, { cwd: folder })) compress(path.join(folder, name));
    },
  };
}

function compress(file: string): void {
  const bytes = readFileSync(file);
  const isLarge = bytes.length > LARGE_BYTES;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: isLarge ? 5 : 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: isLarge ? 6 : 9 }));
}
