import type { ErrorCode } from "@visavis/protocol";

/** What decides the sentence on the glass; see `meetingStatus`. */
export interface MeetingFacts {
  readonly transport: {
    readonly state: "idle" | "joining" | "joined" | "reconnecting" | "refused" | "left";
    readonly code: ErrorCode | null;
  };
  readonly remotes: readonly RemoteFacts[];
  /** Somebody was on this glass since the page was opened. */
  readonly hadCompany: boolean;
}

export interface RemoteFacts {
  readonly link: "connecting" | "connected" | "unstable";
  /** Its page lost the server, or was closed a moment ago. */
  readonly isAway: boolean;
  readonly isCameraOff: boolean;
  readonly hasPicture: boolean;
}

/** The state of a meeting as people would say it. */
export type MeetingStatus =
  | { readonly status: "joining" | "unreachable" | "waiting" | "left" | "ended" }
  | { readonly status: "refused"; readonly code: ErrorCode }
  | { readonly status: "arriving" | "reconnecting" | "camera-off" | "live" };

/**
 * One sentence for the whole glass. A picture that moves says everything, so a lost server is told
 * only when there is nobody to be seen.
 */
export function meetingStatus({ transport, remotes, hadCompany }: MeetingFacts): MeetingStatus {
  const isFinal = transport.state === "refused" || transport.code === "room-full";
  if (isFinal && transport.code) return { status: "refused", code: transport.code };
  if (transport.state === "left") return { status: "ended" };
  if (remotes.some(isLive)) return { status: "live" };
  if (transport.state === "idle" || transport.state === "joining") {
    return { status: transport.code ? "unreachable" : "joining" };
  }
  if (transport.state === "reconnecting") return { status: "unreachable" };
  if (remotes.length === 0) return { status: hadCompany ? "left" : "waiting" };
  if (remotes.some(isLost)) return { status: "reconnecting" };
  if (remotes.every(({ isCameraOff }) => isCameraOff)) return { status: "camera-off" };
  return { status: "arriving" };
}

function isLive(remote: RemoteFacts): boolean {
  return remote.hasPicture && !remote.isCameraOff && !isLost(remote);
}

function isLost({ link, isAway }: RemoteFacts): boolean {
  return link === "unstable" || (isAway && link !== "connected");
}
