import { defineConfig } from "vite";
import { runtimeAssets } from "../../../apps/web/vite/runtime-assets.ts";

export default defineConfig({
  plugins: [runtimeAssets()],
  worker: { format: "iife" },
  build: { target: "es2023", reportCompressedSize: false },
});
