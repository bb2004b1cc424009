import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Coordinates, distanceKm } from "./coordinates.ts";

const at = (latitudeDeg: number, longitudeDeg: number): Coordinates => ({
  latitudeDeg,
  longitudeDeg,
});
const anywhere = fc.record({
  latitudeDeg: fc.double({ min: -90, max: 90, noNaN: true }),
  longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe("distance over the ground", () => {
  test("[CER-7] from Beijing to Shanghai it is 1 067 km, over the date line and the poles too", () => {
    expect(distanceKm(at(39.9042, 116.4074), at(31.2304, 121.4737))).toBeCloseTo(1067, -0.5);
    expect(distanceKm(at(0, 179.5), at(0, -179.5))).toBeCloseTo(111.2, 0);
    expect(distanceKm(at(90, 12), at(-90, 100))).toBeCloseTo(20_015, 0);
    expect(distanceKm(at(48.2, 16.37), at(48.2, 16.370_013))).toBeCloseTo(0.001, 4);
  });

  test("[CER-7] it is the same both ways, and never more than half of the way around", () => {
    fc.assert(
      fc.property(anywhere, anywhere, (one, other) => {
        const thereKm = distanceKm(one, other);
        expect(thereKm).toBeCloseTo(distanceKm(other, one), 6);
        expect(thereKm).toBeGreaterThanOrEqual(0);
        expect(thereKm).toBeLessThan(20_016);
      }),
    );
  });
});
