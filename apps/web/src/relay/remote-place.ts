import type { Seat } from "@visavis/pane";
import type { PeerId } from "@visavis/protocol";
import { type Pose, poseOnFigure, type Stage } from "@visavis/stage";
import { seatsFor } from "../meeting/glass.tsx";
import type { Meeting } from "../meeting/meeting.ts";

/** How another site stands on our stage. */
export interface RemotePlace {
  readonly seat: Seat | undefined;
  /** Added, in that site's frame, to where its uncalibrated camera saw the person. */
  readonly addedM: readonly [x: number, y: number];
  /** Where something there is drawn on our glass. */
  onGlass(pose: Pose, isInHand: boolean): Pose;
}

/** Null for a page that is not seen here. */
export function remotePlace(meeting: Meeting, stage: Stage, peer: PeerId): RemotePlace | null {
  const remotes = meeting.remotes.peek();
  const index = remotes.findIndex((remote) => remote.peer.peek().peer === peer);
  const remote = remotes[index];
  if (!remote) return null;
  const seat = seatsFor(remotes.length)[index];
  const { figure } = remote;
  const { standBackM } = stage.settings;
  return {
    seat,
    addedM: figure?.addedM ?? [0, 0],
    onGlass: (pose, isInHand) =>
      figure && isInHand
        ? figure.poseOf(pose)
        : poseOnFigure(pose, { standBackM, addedM: [0, 0], seat }),
  };
}
