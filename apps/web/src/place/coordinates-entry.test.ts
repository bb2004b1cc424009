import { expect, test } from "vitest";
import { coordinatesText, parseCoordinates, rounded } from "./coordinates-entry.ts";

const BEIJING = { latitudeDeg: 39.9042, longitudeDeg: 116.4074 };

test.each([
  "39.9042, 116.4074",
  "39.9042,116.4074",
  " 39.9042  116.4074 ",
  "39,9042; 116,4074",
  "39,9042 116,4074",
  "39.9042°N, 116.4074°E",
  "116.4074 E, 39.9042 N",
])("coordinates are read as maps and people write them: %s", (text) => {
  expect(parseCoordinates(text)).toEqual(BEIJING);
});

test("degrees, minutes and seconds, south and west", () => {
  const rio = parseCoordinates("22°54′30″S 43°11'47\"W");
  expect(rio?.latitudeDeg).toBeCloseTo(-22.9083, 3);
  expect(rio?.longitudeDeg).toBeCloseTo(-43.1964, 3);
  expect(parseCoordinates("-22.9, -43.2")).toEqual({ latitudeDeg: -22.9, longitudeDeg: -43.2 });
});

test.each(["", "Beijing", "39.9", "91, 0", "0, 181", "1, 2, 3", "39.9 E, 116.4 E", "1 O, 2 O"])(
  "what is no place on earth is refused: %s",
  (text) => {
    expect(parseCoordinates(text)).toBeNull();
  },
);

test("what is told of a place is no nearer than a kilometre", () => {
  expect(rounded(BEIJING)).toEqual({ latitudeDeg: 39.9, longitudeDeg: 116.41 });
  expect(coordinatesText(rounded(BEIJING))).toBe("39.90, 116.41");
});
