import { expect, test } from "vitest";
import { type MeetingFacts, meetingStatus, type RemoteFacts } from "./meeting-status.ts";

const remote: RemoteFacts = {
  link: "connected",
  isAway: false,
  isCameraOff: false,
  hasPicture: true,
};
const joined: MeetingFacts = {
  transport: { state: "joined", code: null },
  remotes: [],
  hadCompany: false,
};

function statusOf(changes: Partial<RemoteFacts>): string {
  return meetingStatus({ ...joined, remotes: [{ ...remote, ...changes }] }).status;
}

test("waits alone, and knows when somebody has been here", () => {
  expect(meetingStatus(joined).status).toBe("waiting");
  expect(meetingStatus({ ...joined, hadCompany: true }).status).toBe("left");
});

test("a picture that moves says everything, even while the server is gone", () => {
  const transport = { state: "reconnecting", code: "connection-lost" } as const;
  expect(meetingStatus({ ...joined, transport, remotes: [remote] }).status).toBe("live");
  expect(meetingStatus({ ...joined, transport }).status).toBe("unreachable");
});

test("tells who is coming, who is gone for a moment and who has no camera", () => {
  expect(statusOf({ link: "connecting", hasPicture: false })).toBe("arriving");
  expect(statusOf({ link: "unstable" })).toBe("reconnecting");
  expect(statusOf({ link: "connecting", isAway: true })).toBe("reconnecting");
  expect(statusOf({ isCameraOff: true })).toBe("camera-off");
});

test("one site that is seen is enough", () => {
  const remotes = [{ ...remote, link: "unstable" } as const, remote];
  expect(meetingStatus({ ...joined, remotes }).status).toBe("live");
});

test("says why it was refused", () => {
  const transport = { state: "refused", code: "link-wrong" } as const;
  expect(meetingStatus({ ...joined, transport })).toEqual({
    status: "refused",
    code: "link-wrong",
  });
  const full = { state: "joining", code: "room-full" } as const;
  expect(meetingStatus({ ...joined, transport: full })).toEqual({
    status: "refused",
    code: "room-full",
  });
});
