import { describe, expect, test } from "vitest";
import { type PropMesh, reachOf } from "./prop-mesh.ts";
import { SCROLL_HEIGHT_M, scrollMesh } from "./scroll-geometry.ts";
import { TORCH_FLAME, TORCH_GRIP, TORCH_HEIGHT_M, torchMesh } from "./torch-geometry.ts";

interface Corner {
  readonly y: number;
  readonly radius: number;
  /** How much the normal points away from the stem. */
  readonly outward: number;
}

function corners({ normals, positions }: PropMesh): Corner[] {
  return Array.from({ length: positions.length / 3 }, (_, i) => {
    const [x = 0, y = 0, z = 0] = positions.subarray(i * 3);
    const [nx = 0, , nz = 0] = normals.subarray(i * 3);
    const radius = Math.hypot(x, z);
    return { y, radius, outward: radius > 0 ? (nx * x + nz * z) / radius : 0 };
  });
}

describe.each([true, false])("the torch (fine: %s)", (isFine) => {
  const mesh = torchMesh(isFine);
  const points = corners(mesh);
  const ys = points.map(({ y }) => y);

  test("is as long as it says, and slender", () => {
    const height = Math.max(...ys) - Math.min(...ys);
    expect(height).toBeGreaterThan(TORCH_HEIGHT_M - 0.005);
    expect(height).toBeLessThanOrEqual(TORCH_HEIGHT_M + 1e-6);
    expect(Math.max(...points.map(({ radius }) => radius))).toBeLessThan(0.06);
    expect(reachOf(mesh)).toBeLessThan(0.5);
  });

  test("fits a hand at the grip and holds its fire within the lip", () => {
    const atGrip = points.filter(({ y }) => Math.abs(y - TORCH_GRIP[1]) < 0.03);
    for (const { radius } of atGrip) expect(radius).toBeLessThan(0.02);
    expect(TORCH_FLAME[1]).toBeLessThan(Math.max(...ys));
    const lip = points.filter(({ y }) => Math.abs(y - TORCH_FLAME[1]) < 0.02);
    expect(Math.min(...lip.map(({ radius }) => radius))).toBeGreaterThan(0.02);
  });

  test("turns its surface outwards, but for the inside of the cup", () => {
    const stem = points.filter(({ y, radius }) => y < 0.19 && radius > 0.004);
    for (const { outward } of stem) expect(outward).toBeGreaterThan(-0.75);
    expect(stem.filter(({ outward }) => outward > 0.3).length).toBeGreaterThan(stem.length * 0.8);
    expect(points.filter(({ y, outward }) => y > 0.25 && outward < -0.3).length).toBeGreaterThan(9);
  });

  test("has only numbers, whole triangles and a bounded number of them", () => {
    for (const values of [mesh.positions, mesh.normals, mesh.paints]) {
      expect(values.every((value) => Number.isFinite(value))).toBe(true);
    }
    expect(Math.max(...mesh.indices)).toBeLessThan(mesh.positions.length / 3);
    expect(mesh.indices.length / 3).toBeLessThan(isFine ? 6500 : 1400);
  });
});

test("the scroll is as long as it says", () => {
  const ys = corners(scrollMesh()).map(({ y }) => y);
  expect(Math.max(...ys) - Math.min(...ys)).toBeCloseTo(SCROLL_HEIGHT_M, 2);
});
