import { isLaterPose, type PeerId, type PosePacket } from "@visavis/protocol";

interface Holding {
  readonly term: number;
  readonly seq: number;
}

/** Silence longer than this means that nothing is known of where the object is. */
const FORGET_MS = 1500;

/** Which of the poses that come are news about where an object is: POSE-3. */
export class RemotePoses {
  #last: { readonly from: PeerId; readonly pose: PosePacket; readonly atMs: number } | null = null;

  /** False for what is late, or of a holding before `known`. */
  take(from: PeerId, pose: PosePacket, known: Holding, nowMs: number): boolean {
    if (isOlder(pose, known)) return false;
    const last = this.#last;
    if (last && isOlder(pose, last.pose)) return false;
    const isSame =
      last?.from === from && last.pose.term === pose.term && last.pose.seq === pose.seq;
    if (isSame && !isLaterPose(pose.sentAtMs, last.pose.sentAtMs)) return false;
    this.#last = { from, pose, atMs: nowMs };
    return true;
  }

  /** Who shows it, while that is fresh. */
  shownBy(known: Holding, nowMs: number): PeerId | null {
    const last = this.#last;
    if (!last || nowMs - last.atMs > FORGET_MS || isOlder(last.pose, known)) return null;
    return last.from;
  }
}

function isOlder(a: Holding, b: Holding): boolean {
  return a.term < b.term || (a.term === b.term && a.seq < b.seq);
}
