import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const RULE = /^- \*\*([A-Z]+\d*-?\d+)\*\*/gm;

test("every rule in the specification has a test named after it", () => {
  const rules = readFileSync("docs/protocol.md", "utf8").matchAll(RULE);
  const tests = globSync([
    "{packages,apps}/*/src/**/*.test.ts",
    "tests/**/*.{test,spec}.ts",
    "tests/contracts/*.ts",
  ])
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const ids = [...rules].map(([, id]) => id ?? "");
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.filter((id) => !tests.includes(`[${id}]`))).toEqual([]);
});

test("no rule id is used twice", () => {
  const ids = [...readFileSync("docs/protocol.md", "utf8").matchAll(RULE)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
