import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/** The whole architecture: what each package may import. `knip --strict` holds code to package.json. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "packages/protocol": [],
  "packages/pane": [],
  "packages/platform": [],
  "packages/matte": ["platform", "protocol"],
  "packages/capture": ["matte", "pane", "platform", "protocol"],
  "packages/transport": ["protocol"],
  "packages/relay": ["protocol"],
  "packages/stage": ["pane", "protocol"],
  "packages/tracking": ["pane", "platform", "protocol"],
  "apps/server": ["protocol", "relay"],
  "apps/web": [
    "capture",
    "matte",
    "pane",
    "platform",
    "protocol",
    "relay",
    "stage",
    "tracking",
    "transport",
  ],
  "apps/rehearsal": ["protocol"],
};
const PURE = ["packages/protocol", "packages/pane", "packages/relay"];

interface Manifest {
  dependencies?: Record<string, string>;
}

function sources(folder: string): string[] {
  return globSync(`${folder}/src/**/*.{ts,tsx}`).filter(
    (file) => !/\.test\.|\/testing\//.test(file),
  );
}

function imports(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name]) => name ?? "");
}

describe.each(Object.entries(MAY_IMPORT))("%s", (folder, names) => {
  test("declares only what it may import", () => {
    const manifest: Manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const ours = Object.keys(manifest.dependencies ?? {}).filter((name) =>
      name.startsWith("@visavis/"),
    );
    const undeclared = ours.filter((name) => !names.includes(name.slice("@visavis/".length)));
    expect(undeclared).toEqual([]);
  });

  test("imports its siblings by their public face and its own files by relative path", () => {
    const wrong = sources(folder).flatMap((file) =>
      imports(file)
        .filter((name) => isDeep(name) || leavesPackage(folder, file, name))
        .map((name) => `${file}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

test("every package is in the table", () => {
  const folders = globSync("{packages,apps}/*/package.json").map((file) => path.dirname(file));
  expect(folders.toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
});

test.each(PURE)(
  "%s reads no clock, no randomness and no global of a browser or of Node",
  (folder) => {
    const impure = /\b(Date\.now|performance\.now|Math\.random|document|window|process)\b/;
    const wrong = sources(folder).filter((file) => impure.test(withoutComments(file)));
    expect(wrong).toEqual([]);
  },
);

test("no source file is longer than 400 lines", () => {
  const files = globSync("{packages,apps,tests,tools,benchmarks}/**/*.{ts,tsx,mjs,css}").filter(
    (file) => !/node_modules|dist\/|build\//.test(file),
  );
  const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > 401);
  expect(long).toEqual([]);
});

function isDeep(name: string): boolean {
  return /^@visavis\/[^/]+\/./.test(name);
}

function leavesPackage(folder: string, file: string, name: string): boolean {
  if (!name.startsWith(".")) return false;
  return path.relative(folder, path.join(path.dirname(file), name)).startsWith("..");
}

function withoutComments(file: string): string {
  return readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}
