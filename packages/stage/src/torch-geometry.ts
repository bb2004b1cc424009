import type { Vector3 } from "@visavis/pane";
import {
  alongRings,
  aroundStem,
  blendPaint,
  joinMeshes,
  type Paint,
  type PropMesh,
  type Ring,
  skinMesh,
} from "./prop-mesh.ts";

/** Stem upwards: the origin is the middle of the grip, y runs along the stem. */
export const TORCH_HEIGHT_M = 0.72;
/** The origin lies a third up: that is where a hand balances it. */
const FOOT_MM = -250;
/** Where the fire stands, seen from the grip. */
export const TORCH_FLAME: Vector3 = [0, 0.435, 0];
export const TORCH_GRIP: Vector3 = [0, 0, 0];

const IVORY: Paint = [0.96, 0.9, 0.79, 0.05];
const GOLD: Paint = [1, 0.76, 0.4, 1];
const DEEP_GOLD: Paint = [0.8, 0.55, 0.24, 1];
const CUP: Paint = [0.42, 0.2, 0.09, 0.75];

const POMMEL: readonly Ring[] = [
  [0, 0],
  [1, 6],
  [4, 10.5],
  [9, 12.6],
  [15, 12.2],
  [19, 10.2],
  [22, 10],
  [24, 13.4],
  [27, 14.6],
  [30, 13.4],
  [32, 12.4],
];
const HANDLE: readonly Ring[] = [
  [32, 12.2],
  [90, 12.7],
  [190, 14.2],
  [320, 16.4],
  [420, 18],
];
const COLLAR: readonly Ring[] = [
  [420, 18],
  [421, 21],
  [424, 22.6],
  [428, 22.8],
  [431, 21],
  [434, 19.2],
  [438, 18.8],
  [441, 20],
  [444, 20.6],
  [447, 20],
  [449, 18.6],
];
const PETALS = 7;

/** How finely it is cut: a processor that draws pays for each triangle, and shows few pixels. */
interface Cut {
  readonly handle: readonly [columns: number, rows: number];
  readonly calyx: readonly [columns: number, rows: number];
  readonly insideRows: number;
  readonly pommelColumns: number;
  readonly collarColumns: number;
  /** Golden lines in the flutes: finer than a coarse cut can follow. */
  readonly hasInlay: boolean;
}

const FINE: Cut = {
  handle: [PETALS * 8, 24],
  calyx: [PETALS * 8, 16],
  insideRows: 7,
  pommelColumns: 20,
  collarColumns: 28,
  hasInlay: true,
};
const COARSE: Cut = {
  handle: [PETALS * 2, 8],
  calyx: [PETALS * 4, 8],
  insideRows: 3,
  pommelColumns: 9,
  collarColumns: 12,
  hasInlay: false,
};

/** Ivory stem with a slow spiral, golden rings, and a calyx of seven petals that holds the fire. */
export function torchMesh(isFine = true): PropMesh {
  const cut = isFine ? FINE : COARSE;
  return joinMeshes(
    lathe(POMMEL, cut.pommelColumns, (_u, v) => (v > 0.62 ? GOLD : DEEP_GOLD)),
    handle(cut),
    lathe(COLLAR, cut.collarColumns, (_u, v) => (v > 0.55 && v < 0.66 ? DEEP_GOLD : GOLD)),
    calyx("outside", cut),
    calyx("inside", cut),
  );
}

/** Flutes wind up the stem: shallow enough for the hand, deep enough for the light. */
function handle({ handle: [columns, rows], hasInlay }: Cut): PropMesh {
  return skinMesh({
    columns,
    rows,
    pointAt: (u, v) => {
      const [heightMm, radiusMm] = alongRings(HANDLE, v);
      const ends = Math.min(1, Math.min(v, 1 - v) * 9);
      const wave = Math.cos(2 * Math.PI * (PETALS * u - v * 1.4));
      return aroundStem(u, [FOOT_MM + heightMm, radiusMm + 0.55 * ends * wave]);
    },
    paintAt: (u, v) => {
      const wave = Math.cos(2 * Math.PI * (PETALS * u - v * 1.4));
      return blendPaint(IVORY, GOLD, hasInlay && wave < -0.86 && v > 0.04 && v < 0.96 ? 0.9 : 0);
    },
  });
}

/** Petals that open and turn on their way up; the lip rises at each petal's middle. */
function calyx(
  side: "outside" | "inside",
  { calyx: [columns, outsideRows], insideRows }: Cut,
): PropMesh {
  const isInside = side === "inside";
  const pointAt = (u: number, v: number): Vector3 => {
    const rise = isInside ? 1 - v : v;
    const petal = Math.cos(2 * Math.PI * (PETALS * u - 0.5 * rise));
    const tip = smooth(0.55, 1, rise);
    const open = 18.6 + 35 * smooth(0, 0.95, rise) ** 1.15 - 8 * smooth(0.74, 1, rise);
    const radiusMm = open * (1 + 0.085 * petal * smooth(0.05, 0.6, rise));
    const heightMm = 449 + 249 * rise + 22 * tip * petal;
    const wallMm = isInside ? 1.6 * Math.min(1, (1 - rise) * 12) : 0;
    return aroundStem(u, [FOOT_MM + heightMm, Math.max(0.4, radiusMm - wallMm)]);
  };
  return skinMesh({
    columns,
    rows: isInside ? insideRows : outsideRows,
    pointAt,
    paintAt: (u, v) => {
      if (isInside) return blendPaint(CUP, DEEP_GOLD, smooth(0.35, 0, v));
      const seam = Math.cos(2 * Math.PI * (PETALS * u - 0.5 * v));
      return blendPaint(GOLD, DEEP_GOLD, smooth(-0.55, -0.95, seam) * smooth(0.1, 0.3, v));
    },
  });
}

function lathe(
  rings: readonly Ring[],
  columns: number,
  paintAt: (u: number, v: number) => Paint,
): PropMesh {
  return skinMesh({
    columns,
    rows: rings.length - 1,
    pointAt: (u, v) => {
      const [heightMm, radiusMm] = alongRings(rings, v);
      return aroundStem(u, [FOOT_MM + heightMm, Math.max(0.02, radiusMm)]);
    },
    paintAt,
  });
}

/** 0 at `from`, 1 at `to`, soft at both ends. */
function smooth(from: number, to: number, value: number): number {
  const share = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}
