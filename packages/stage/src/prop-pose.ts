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

/** Where we show a person. */
export interface ShownPerson {
  readonly standBackM: number;
  /** What the placement added to where an uncalibrated camera saw the person; see `addedM`. */
  readonly addedM: readonly [x: number, y: number];
  readonly seat?: Seat | undefined;
}

/** Just before the picture of the hand that holds it. */
const BEFORE_M = 0.04;

/** Where a thing in a remote hand is drawn on our glass: its pose is on the person's plane already. */
export function poseOnFigure(pose: Pose, person: ShownPerson): Pose {
  const { addedM, seat = FACING_SEAT, standBackM } = person;
  const [x, y] = pose.position;
  const shown: Vector3 = [x + addedM[0], y + addedM[1], standBackM - BEFORE_M];
  return poseFromSeat({ ...pose, position: shown }, seat);
}
