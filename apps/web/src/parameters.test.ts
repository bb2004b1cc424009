import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parameterNames, parseParameters } from "./parameters.ts";

test("the manual names every parameter, and its examples are understood", () => {
  const manual = readFileSync(new URL("../../../docs/parameters.md", import.meta.url), "utf8");
  const rows = [...manual.matchAll(/^\| `(\w+)` +\| `([^`]+)`/gm)];
  expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(parameterNames));
  for (const [, name = "", example] of rows) {
    const { problems, values } = parseParameters(`?${example}`);
    expect(problems).toEqual([]);
    expect(Object.keys(values)).toEqual([name]);
  }
});

test("reads flags, numbers and words", () => {
  const { values, problems } = parseParameters(
    "?stats&mirror=0&standback=0.15&mode=Black&rotate=90&lang=zh-CN&height=1.75&displayName=Ann",
  );
  expect(problems).toEqual([]);
  expect(values).toEqual({
    stats: true,
    mirror: false,
    standback: 0.15,
    mode: "black",
    rotate: 90,
    lang: "zh-cn",
    height: 1.75,
    label: "Ann",
  });
});

test("reads what the studio is to be", () => {
  const { values, problems } = parseParameters("?backdrop=Green&people=one&hair=On");
  expect(problems).toEqual([]);
  expect(values).toEqual({ backdrop: "green", people: "one", hair: "on" });
  expect(parseParameters("?backdrop=purple&people=two&hair=long").problems).toHaveLength(3);
});

test("reads where a place is, no nearer than a kilometre", () => {
  const { values } = parseParameters("?place=Beijing&coordinates=39.9042,116.4074");
  expect(values).toEqual({
    place: "Beijing",
    coordinates: { latitudeDeg: 39.9, longitudeDeg: 116.41 },
  });
  expect(parseParameters("?coordinates=somewhere").problems).toHaveLength(1);
});

test("tells unknown parameters and values that make no sense", () => {
  const { values, problems } = parseParameters("?cleanouput&height=tall&rotate=45");
  expect(values).toEqual({});
  expect(problems).toEqual([
    { kind: "unknown", name: "cleanouput", value: "" },
    { kind: "invalid", name: "height", value: "tall" },
    { kind: "invalid", name: "rotate", value: "45" },
  ]);
});

test("is not led astray by names of the language itself", () => {
  expect(parseParameters("?constructor=1&__proto__=2").problems).toHaveLength(2);
});
