import { FACING_SEAT, type Seat, seatMatrix, transformPoint, type Vector3 } from "@visavis/pane";
import { type Pose, rotationOf, turn } from "./rotation.ts";

/** A pose that another room sent, in our pane frame; alone behind the glass, by the half turn. */
export function poseFromSeat(pose: Pose, seat: Seat = FACING_SEAT): Pose {
  const matrix = seatMatrix(seat);
  return {
    position: transformPoint(matrix, pose.position),
    rotation: turn(rotationOf(matrix), pose.rotation),
  };
}

/** How a person's picture was taken, and where we show it. */
export interface ShownPerson {
  /** From the lens to the person's plane; 0 where it was not measured. */
  readonly planeM: number;
  /** Of the lens above the floor; null where it is not known. */
  readonly lensHeightM: number | null;
  readonly standBackM: number;
  readonly seat?: Seat | undefined;
}

/** Just before the picture of the hand that holds it. */
const BEFORE_M = 0.04;
/** Nearer to the lens than this share of the plane, a ray says little. */
const MIN_SHARE = 0.55;

/**
 * Where a thing in a remote hand meets that hand on our glass. The picture is flat, so a hand that
 * reaches out is seen where the lens's ray through it meets the person's plane.
 */
export function poseOnFigure(pose: Pose, person: ShownPerson): Pose {
  const { lensHeightM, planeM, seat = FACING_SEAT, standBackM } = person;
  const [x, y, z] = pose.position;
  const isMeasured = lensHeightM !== null && planeM > 0;
  const share = isMeasured ? Math.max(MIN_SHARE, Math.min(1, z / planeM)) : 1;
  const lensY = lensHeightM ?? y;
  const shown: Vector3 = [x / share, lensY + (y - lensY) / share, standBackM - BEFORE_M];
  return poseFromSeat({ ...pose, position: shown }, seat);
}
