import { defineConfig } from "vite";
import { runtimeAssets } from "./vite/runtime-assets.ts";

export default defineConfig({
  plugins: [runtimeAssets()],
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
