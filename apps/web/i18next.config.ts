import { defineConfig } from "i18next-cli";

export default defineConfig({
  locales: ["en", "zh", "fr"],
  extract: {
    input: ["src/**/*.{ts,tsx}"],
    ignore: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    output: "src/locales/{{language}}/{{namespace}}.json",
    defaultNS: "page",
    functions: ["t"],
    removeUnusedKeys: true,
    indentation: 2,
  },
});
