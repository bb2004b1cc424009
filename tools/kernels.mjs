// Compiles the matte's kernels (AssemblyScript) to packages/matte/build/kernels.wasm. Does nothing
// when neither the sources nor the compiler have changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const sources = path.join(root, "packages/matte/assembly");
const build = path.join(root, "packages/matte/build");
const output = path.join(build, "kernels.wasm");
const stamp = path.join(build, "kernels.sha256");

const options = [
  "-O3",
  "--converge",
  "--noAssert",
  "--runtime",
  "stub",
  "--enable",
  "simd",
  "--enable",
  "bulk-memory",
];

/** Resolves with the path of the module; throws with the compiler's words when it refuses. */
export async function buildKernels() {
  const hash = hashOfSources();
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) {
    return output;
  }
  const { default: asc } = await import("assemblyscript/asc");
  mkdirSync(build, { recursive: true });
  const entry = path.relative(root, path.join(sources, "index.ts"));
  const target = path.relative(root, output);
  let words = "";
  const stderr = { write: (text) => (words += text) };
  const command = [entry, "--baseDir", root, "--outFile", target, ...options];
  const { error } = await asc.main(command, { stderr });
  if (error) throw new Error(`the kernels do not compile\n${words}`);
  writeFileSync(stamp, hash);
  return output;
}

function hashOfSources() {
  const hash = createHash("sha256").update(options.join(" "));
  const compiler = path.join(root, "node_modules/assemblyscript/package.json");
  const files = readdirSync(sources)
    .toSorted()
    .map((file) => path.join(sources, file));
  for (const file of [compiler, ...files])
    hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
