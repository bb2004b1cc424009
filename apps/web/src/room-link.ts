import { parseRoomId, type RoomId, VisavisError } from "@visavis/protocol";
import { routeOf } from "./route.ts";

/** A room and what opens it. The secret stands in the link's fragment and never reaches a server. */
export interface RoomKey {
  readonly room: RoomId;
  /** 128 bit, base64url. */
  readonly secret: string;
}

/** With what makes its bearer the room's operator. It stands in that one link, and in no guest's. */
export interface OperatorKey extends RoomKey {
  readonly operatorSecret: string;
}

export type Station = "booth" | "guest" | "view";

const SECRET = /^[A-Za-z0-9_-]{22}$/;
const paths: Record<Station, string> = { booth: "/booth/", guest: "/r/", view: "/view/" };

/** @param random cryptographic bytes, 16 for each secret and 4 for the name */
export function createRoomKey(random: Uint8Array): OperatorKey {
  const [a = 0, b = 0, ...tail] = random.subarray(32, 36);
  const name = [
    adjectives[a % adjectives.length],
    places[b % places.length],
    tail.map((byte) => (byte % 90) + 10).join(""),
  ].join("-");
  return {
    room: parseRoomId(name),
    secret: base64Url(random.subarray(0, 16)),
    operatorSecret: base64Url(random.subarray(16, 32)),
  };
}

/** The secret of the page's own link; null when the link has none or a broken one. */
export function secretOf(fragment: string): string | null {
  return readSecret(fragment, "k");
}

/** Null in every link but the operator's. */
export function operatorSecretOf(fragment: string): string | null {
  return readSecret(fragment, "o");
}

function readSecret(fragment: string, name: "k" | "o"): string | null {
  const secret = new URLSearchParams(fragment.replace(/^#/, "")).get(name) ?? "";
  return SECRET.test(secret) ? secret : null;
}

export function roomLink(origin: string, station: Station, { room, secret }: RoomKey): string {
  return `${origin}${paths[station]}${room}#k=${secret}`;
}

export function operatorLink(origin: string, key: OperatorKey): string {
  return `${origin}/operator/${key.room}#k=${key.secret}&o=${key.operatorSecret}`;
}

/** Reads a link that somebody pasted: any station of any room. */
export function parseRoomLink(text: string): RoomKey {
  const url = parseUrl(text.trim());
  const route = routeOf(url.pathname);
  const secret = secretOf(url.hash);
  if (!("room" in route) || secret === null) {
    throw new VisavisError("link-wrong", "not a room link");
  }
  return { room: route.room, secret };
}

/** What the server is shown instead of the secret. */
export async function proofOf({ room, secret }: RoomKey): Promise<string> {
  return hashOf(`visavis-room-1:${room}:${secret}`);
}

export async function operatorProofOf({ room, operatorSecret }: OperatorKey): Promise<string> {
  return hashOf(`visavis-operator-1:${room}:${operatorSecret}`);
}

async function hashOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function parseUrl(text: string): URL {
  const url = URL.parse(text) ?? URL.parse(`https://${text}`);
  if (!url) throw new VisavisError("link-wrong", "not a link");
  return url;
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

// Short, friendly, easy to say over the telephone in several accents.
const adjectives = [
  "amber",
  "bright",
  "calm",
  "clear",
  "gentle",
  "golden",
  "green",
  "happy",
  "kind",
  "light",
  "lucky",
  "merry",
  "north",
  "open",
  "quiet",
  "red",
  "silver",
  "south",
  "sunny",
  "warm",
] as const;
const places = [
  "bay",
  "bridge",
  "canal",
  "court",
  "field",
  "garden",
  "grove",
  "harbour",
  "hill",
  "island",
  "lake",
  "lane",
  "meadow",
  "mill",
  "orchard",
  "park",
  "river",
  "square",
  "terrace",
  "valley",
] as const;
