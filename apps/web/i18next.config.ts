import path from "node:path";
import { defineConfig } from "i18next-cli";

// Absolute, because the check runs from the root of the repository.
const src = path.join(import.meta.dirname, "src");

export default defineConfig({
  locales: ["en", "zh", "fr"],
  extract: {
    input: [`${src}/**/*.{ts,tsx}`],
    ignore: [`${src}/**/*.test.ts`],
    output: `${src}/locales/{{language}}/{{namespace}}.json`,
    defaultNS: "page",
    functions: ["t"],
    removeUnusedKeys: true,
    indentation: 2,
  },
});
