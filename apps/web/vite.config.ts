import { defineConfig } from "vite";
import { compressedPages } from "./vite/compressed-pages.ts";
import { pageWeight } from "./vite/page-weight.ts";
import { runtimeAssets } from "./vite/runtime-assets.ts";

export default defineConfig({
  plugins: [
    runtimeAssets(),
    pageWeight({ page: "src/booth/booth.tsx", maxBytes: 250_000 }),
    compressedPages(),
  ],
  // The nets load their code by importScripts, which only a classic worker has.
  worker: { format: "iife" },
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
  },
});
