import {
  invertRigid,
  type Matrix4,
  multiply4,
  rotationY,
  translation,
  type Vector3,
} from "./matrix.ts";

/** Of the lit picture, without the bezel. */
export interface PaneSize {
  readonly widthM: number;
  readonly heightM: number;
}

/**
 * A display as a physical rectangle. Its pane frame has the origin on the floor under the pane's
 * centre, x to the right of the person who looks at it, y up, z out of the glass to that person.
 */
export interface Pane {
  readonly size: PaneSize;
  /** The picture's lower edge above the floor. */
  readonly lowerEdgeM: number;
}

/** Where a remote pane frame stands in ours. */
export interface Seat {
  readonly xM: number;
  readonly zM: number;
  /** Turn about y, counter-clockwise from above; π faces us. */
  readonly yawRad: number;
}

/** Two rooms glued back to back: a rotation, never a mirror, so text and handedness survive. */
export const HALF_TURN: Matrix4 = [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1];

/** The only remote site, straight behind the glass. */
export const FACING_SEAT: Seat = { xM: 0, zM: 0, yawRad: Math.PI };

/** Remote pane frame to ours. */
export function seatMatrix(seat: Seat): Matrix4 {
  if (seat === FACING_SEAT) return HALF_TURN;
  return multiply4(translation(seat.xM, 0, seat.zM), rotationY(seat.yawRad));
}

/** Our pane frame to the remote one. */
export function inverseSeatMatrix(seat: Seat): Matrix4 {
  return invertRigid(seatMatrix(seat));
}

/** Seats in a row behind the glass, centred, the first at the viewer's left. */
export function seatsInRow(count: number, spacingM: number): Seat[] {
  return Array.from({ length: count }, (_, i) => ({
    ...FACING_SEAT,
    xM: (i - (count - 1) / 2) * spacingM,
  }));
}

/** Lower left, lower right and upper left corner of the glass in its own pane frame. */
export function paneCorners({ size, lowerEdgeM }: Pane): readonly [Vector3, Vector3, Vector3] {
  const halfM = size.widthM / 2;
  return [
    [-halfM, lowerEdgeM, 0],
    [halfM, lowerEdgeM, 0],
    [-halfM, lowerEdgeM + size.heightM, 0],
  ];
}

const PERSON_ROOM_M = 2.05;
const FLOOR_MARGIN_M = 0.06;

/**
 * The pane for a screen too small for a person, or of unknown size: a pretended large display of
 * the same shape, so that everything keeps its proportions and a standing person fits.
 */
export function roomyPane(widthPx: number, heightPx: number): Pane {
  const heightM = PERSON_ROOM_M + FLOOR_MARGIN_M;
  const aspect = widthPx > 0 && heightPx > 0 ? widthPx / heightPx : 1;
  return { size: { widthM: heightM * aspect, heightM }, lowerEdgeM: -FLOOR_MARGIN_M };
}
