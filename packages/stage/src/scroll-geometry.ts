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

/** Held upright by its middle: y runs along the roll. */
export const SCROLL_HEIGHT_M = 0.36;

const PARCHMENT: Paint = [0.9, 0.83, 0.68, 0];
const AGED: Paint = [0.74, 0.62, 0.43, 0];
const RIBBON: Paint = [0.6, 0.07, 0.09, 0];
const WOOD: Paint = [0.3, 0.16, 0.08, 0.1];
const GOLD: Paint = [0.93, 0.72, 0.38, 1];

/** One end of the rod: wood with a golden cap. */
const ROD: readonly Ring[] = [
  [0, 24],
  [1, 11],
  [12, 10],
  [14, 12.5],
  [18, 13],
  [24, 11.5],
  [29, 7],
  [31, 0.1],
];
const HALF_ROLL_MM = 149;

/** A roll of parchment on a wooden rod, tied with a ribbon. */
export function scrollMesh(isFine = true): PropMesh {
  const columns = isFine ? 40 : 18;
  return joinMeshes(roll(columns), rodEnd(1, columns), rodEnd(-1, columns), ribbon(columns));
}

/** The last turn lies on the one before: its edge runs down the roll. */
function roll(columns: number): PropMesh {
  return skinMesh({
    columns,
    rows: 8,
    pointAt: (u, v) => {
      const wrapped = u - Math.floor(u);
      const worn = 0.35 * Math.sin(v * 17 + u * 9);
      const radiusMm = 25.4 + 2 * Math.min(wrapped, 1 - wrapped) * 3.2 + worn * 0.4;
      return aroundStem(u, [-HALF_ROLL_MM + 2 * HALF_ROLL_MM * v + worn, radiusMm]);
    },
    paintAt: (u, v) => {
      const edge = Math.max(0, 1 - Math.min(v, 1 - v) * 14);
      const stain = 0.16 * (Math.sin(u * 25 + v * 9) * Math.sin(v * 31 - u * 6)) + 0.12;
      return blendPaint(PARCHMENT, AGED, Math.min(1, Math.max(0, edge * 0.8 + stain)));
    },
  });
}

function rodEnd(side: 1 | -1, columns: number): PropMesh {
  return skinMesh({
    columns: columns / 2,
    rows: ROD.length - 1,
    pointAt: (u, v) => {
      const [heightMm, radiusMm] = alongRings(ROD, v);
      return aroundStem(u * side, [side * (HALF_ROLL_MM + heightMm), radiusMm]);
    },
    paintAt: (_u, v) => (v < 0.14 ? AGED : v < 0.42 ? WOOD : GOLD),
  });
}

function ribbon(columns: number): PropMesh {
  return skinMesh({
    columns,
    rows: 2,
    pointAt: (u, v) => aroundStem(u, [-9 + 18 * v, 28.8 + 0.7 * Math.sin(Math.PI * v)]),
    paintAt: () => RIBBON,
  });
}
