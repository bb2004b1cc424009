import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { invert3, mapPoint, multiply3, multiply4, transformPoint, type Vector3 } from "./matrix.ts";
import { DEFAULT_EYE, glassScale, offAxis, offAxisProjection } from "./off-axis.ts";
import {
  FACING_SEAT,
  HALF_TURN,
  inverseSeatMatrix,
  type Pane,
  roomyPane,
  seatMatrix,
  seatsInRow,
} from "./pane.ts";

const metres = fc.double({ min: -5, max: 5, noNaN: true });
const point = fc.tuple(metres, metres, metres);
const pane: Pane = { size: { widthM: 0.605, heightM: 1.076 }, lowerEdgeM: 0.7 };

const expectClose = (a: Vector3, b: Vector3): void => {
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? NaN, 9));
};

const glassPoint = ([x, y]: readonly [number, number]): Vector3 => [
  (x * pane.size.widthM) / 2,
  pane.lowerEdgeM + ((y + 1) / 2) * pane.size.heightM,
  0,
];

/** The same matrix with the last row of one that moves without projecting. */
const withoutProjection = (m: readonly number[]): number[] =>
  m.map((value, i) => (i % 4 === 3 ? Number(i === 15) : value));

describe("pane frames", () => {
  test("[PANE-1] the half turn is a rotation, and twice it is nothing", () => {
    fc.assert(
      fc.property(point, ([x, y, z]) => {
        const there = transformPoint(HALF_TURN, [x, y, z]);
        expectClose(there, [-x, y, -z]);
        expectClose(transformPoint(HALF_TURN, there), [x, y, z]);
      }),
    );
  });

  test("[PANE-1] the seat that faces us is the half turn, and every seat has a way back", () => {
    expectClose(transformPoint(seatMatrix({ ...FACING_SEAT }), [1, 2, 3]), [-1, 2, -3]);
    const seat = fc.record({ xM: metres, zM: metres, yawRad: metres });
    fc.assert(
      fc.property(seat, point, (at, p) => {
        expectClose(transformPoint(inverseSeatMatrix(at), transformPoint(seatMatrix(at), p)), p);
      }),
    );
  });

  test("seats in a row stand centred, the first at the left", () => {
    expect(seatsInRow(3, 0.8).map(({ xM }) => xM)).toEqual([-0.8, 0, 0.8]);
  });

  test("a laptop's pane has room for a tall person and the screen's shape", () => {
    const { size, lowerEdgeM } = roomyPane(1600, 900);
    expect(size.widthM / size.heightM).toBeCloseTo(16 / 9, 9);
    expect(lowerEdgeM).toBeLessThan(0);
    expect(lowerEdgeM + size.heightM).toBeGreaterThan(2);
  });
});

describe("the eye before the glass", () => {
  const eyes = fc.tuple(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: 0.5, max: 2, noNaN: true }),
    fc.double({ min: 0.4, max: 3, noNaN: true }),
  );
  const onGlass = fc.tuple(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
  );
  test("what lies on the glass stays where it is, wherever the eye is", () => {
    fc.assert(
      fc.property(eyes, onGlass, (eye, at) => {
        const [x, y] = transformPoint(offAxis(pane, eye), glassPoint(at));
        expect(x).toBeCloseTo(at[0], 9);
        expect(y).toBeCloseTo(at[1], 9);
      }),
    );
  });

  test("what lies behind the glass is seen where the line to the eye crosses it", () => {
    fc.assert(
      fc.property(
        eyes,
        onGlass,
        fc.double({ min: 0.01, max: 4, noNaN: true }),
        (eye, at, depth) => {
          const front = glassPoint(at);
          const t = (eye[2] + depth) / eye[2];
          const behind: Vector3 = [
            eye[0] + (front[0] - eye[0]) * t,
            eye[1] + (front[1] - eye[1]) * t,
            -depth,
          ];
          const [x, y] = transformPoint(offAxis(pane, eye), behind);
          expect(x).toBeCloseTo(at[0], 7);
          expect(y).toBeCloseTo(at[1], 7);
        },
      ),
    );
  });

  test("projection alone, from a camera at the eye, is the same picture", () => {
    const whole = offAxis(pane, DEFAULT_EYE);
    const [x, y, z] = DEFAULT_EYE;
    const moved: Vector3 = [0.1 - x, 1.2 - y, -0.4 - z];
    expectClose(
      transformPoint(offAxisProjection(pane, DEFAULT_EYE), moved),
      transformPoint(whole, [0.1, 1.2, -0.4]),
    );
  });

  test("an eye that a tracker lost still gives a picture", () => {
    for (const eye of [
      [0, 1.6, -1],
      [0, NaN, 1],
    ] satisfies Vector3[]) {
      expect(offAxis(pane, eye).every((value) => Number.isFinite(value))).toBe(true);
    }
  });

  test("a metre half a metre behind the glass shows as 0.75 m to an eye at 1.5 m", () => {
    expect(glassScale(1.5, 0.5)).toBeCloseTo(0.75, 12);
  });
});

describe("matrices", () => {
  const entries = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), {
    minLength: 16,
    maxLength: 16,
  });

  test("a product acts like its factors in turn", () => {
    fc.assert(
      fc.property(entries, entries, point, (a, b, p) => {
        const [left, right] = [withoutProjection(a), withoutProjection(b)];
        const whole = transformPoint(multiply4(left, right), p);
        const inTurn = transformPoint(left, transformPoint(right, p));
        whole.forEach((value, i) => expect(value).toBeCloseTo(inTurn[i] ?? NaN, 6));
      }),
    );
  });

  test("a map between planes has a way back unless it folds", () => {
    const map = [2, 0.1, 0.01, 0.3, 1.5, 0.02, 4, 5, 1];
    const back = invert3(map);
    expect(mapPoint(multiply3(back ?? [], map), [3, 7])[0]).toBeCloseTo(3, 9);
    expect(invert3([1, 2, 3, 2, 4, 6, 0, 0, 1])).toBeNull();
  });
});
