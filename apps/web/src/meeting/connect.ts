import { parsePageId, type Role, type Site } from "@visavis/protocol";
import { PeerTransport, type SeatStore, SignalChannel } from "@visavis/transport";
import type { Parameters } from "../parameters.ts";
import { requestOperatorTicket, requestTicket } from "../room-entrance.ts";
import type { OperatorKey, RoomKey } from "../room-link.ts";

type MediaRole = Exclude<Role, "operator">;

/** The transport of this page into a room; it does nothing until `join`. */
export function connect(key: RoomKey, role: MediaRole, { values }: Parameters): PeerTransport {
  return new PeerTransport({
    signal: signalInto(key, role, async () => requestTicket(key, role)),
    settings: {
      videoCodec: values.codec ?? null,
      jitterBufferTargetMs: values.buffer ?? null,
      ...(values.maxbitrate !== undefined && { maxVideoBitrate: values.maxbitrate * 1000 }),
    },
  });
}

/** An operator's connection to the server; operators have none to other pages. */
export function connectOperator(key: OperatorKey): SignalChannel {
  return signalInto(key, "operator", async () => requestOperatorTicket(key));
}

/** This page's connection to the server for one room; it does nothing until `open`. */
function signalInto(key: RoomKey, role: Role, askForTicket: () => Promise<string>): SignalChannel {
  return new SignalChannel({
    url: new URL("/signal", location.origin.replace(/^http/, "ws")).href,
    requestTicket: askForTicket,
    page: newPageId(),
    site: unnamedSite(role),
    seatStore: seatStoreOf(key, role),
  });
}

/** Only until the meeting announces what it is. */
function unnamedSite(role: Role): Site {
  // Who gets no pictures needs no facts in them.
  const readsTrailer = role === "operator";
  return { role, name: "", place: "", isMuted: true, isCameraOff: true, readsTrailer };
}

function newPageId(): ReturnType<typeof parsePageId> {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return parsePageId(Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
}

/** A reload of this tab finds its seat again; another tab is another site. */
function seatStoreOf({ room }: RoomKey, role: Role): SeatStore {
  const name = `visavis.seat.${role}.${room}`;
  return {
    read: () => readSession(name),
    write: (seatToken) => writeSession(name, seatToken),
  };
}

function readSession(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function writeSession(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Without storage a reload is a new site, which is all that is lost.
  }
}
