import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildKernels } from "./kernels.mjs";
import { root } from "./node24.mjs";
import { step } from "./step.ts";

/** Everything that the built pages are made of. */
const SOURCES = [
  "apps/web/{src,vite,public}/**/*",
  "apps/web/*.{html,ts,json}",
  "packages/*/{src,assembly}/**/*",
  "packages/*/package.json",
  "package-lock.json",
];
export const distFolder = path.join(root, "apps", "web", "dist");
const stamp = path.join(distFolder, ".sources");

/** Builds kernels and pages unless they are already those of the present sources. */
export async function build(): Promise<void> {
  await buildKernels();
  const sources = hashOfSources();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return;
  process.stderr.write("Building the pages …\n");
  const { code, output } = await step("vite", ["build", "apps/web", "--logLevel", "warn"]);
  if (code !== 0) throw new Error(`The pages could not be built:\n${output}`);
  mkdirSync(distFolder, { recursive: true });
  writeFileSync(stamp, sources);
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }));
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => path.join(file.parentPath, file.name));
  for (const file of paths.toSorted())
    hash.update(path.relative(root, file)).update(readFileSync(file));
  return hash.digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
