import { randomBytes } from "node:crypto";
import {
  parsePeerId,
  parseRoomId,
  type PeerId,
  type Role,
  roleSchema,
  type RoomId,
  VisavisError,
} from "@visavis/protocol";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import * as v from "valibot";

const ALGORITHM = "HS256";
const ISSUER = "visavis";
const TICKET_AUDIENCE = "visavis-signal";
const SEAT_AUDIENCE = "visavis-seat";
export const TICKET_TTL_S = 30;
/** Longer than any meeting: a booth that stood for a week still comes back to its seat. */
const SEAT_TTL_S = 30 * 86_400;

export interface Ticket {
  readonly room: RoomId;
  readonly role: Role;
}

export interface Seat extends Ticket {
  readonly peer: PeerId;
  readonly seat: number;
}

const ticketClaims = v.object({ role: roleSchema, jti: v.string(), boot: v.string() });
const seatClaims = v.object({ role: roleSchema, seat: v.pipe(v.number(), v.integer()) });

/** Makes and checks the two tokens a page holds: one to come in, one to find its seat again. */
export class Tokens {
  readonly #key: Uint8Array;
  readonly #nowMs: () => number;
  /** Tickets of an earlier life of this server are refused, because their use is forgotten. */
  readonly #boot = randomBytes(9).toString("base64url");
  readonly #used = new Map<string, number>();

  constructor(secret: string, nowMs: () => number = Date.now) {
    this.#key = new TextEncoder().encode(secret);
    this.#nowMs = nowMs;
  }

  async issueTicket({ room, role }: Ticket): Promise<string> {
    const jti = randomBytes(16).toString("base64url");
    return this.#sign({ room, role, boot: this.#boot, jti }, TICKET_AUDIENCE, TICKET_TTL_S);
  }

  /** Throws `ticket-invalid`, also at the second use. */
  async redeemTicket(token: string): Promise<Ticket> {
    const payload = await this.#verify(token, TICKET_AUDIENCE);
    const result = v.safeParse(ticketClaims, payload);
    if (!result.success || result.output.boot !== this.#boot) throw invalid();
    const { jti, role } = result.output;
    if (this.#used.has(jti)) throw invalid();
    this.#used.set(jti, (payload.exp ?? 0) * 1000);
    return { room: roomOf(payload), role };
  }

  async issueSeat({ room, role, peer, seat }: Seat): Promise<string> {
    return this.#sign({ room, role, sub: peer, seat }, SEAT_AUDIENCE, SEAT_TTL_S);
  }

  /** Null when the token says nothing of use here: its bearer is then a newcomer. */
  async readSeat(token: string, ticket: Ticket): Promise<Seat | null> {
    try {
      const payload = await this.#verify(token, SEAT_AUDIENCE);
      const { role, seat } = v.parse(seatClaims, payload);
      const isSame = role === ticket.role && payload["room"] === ticket.room;
      return isSame ? { ...ticket, seat, peer: parsePeerId(payload.sub) } : null;
    } catch {
      return null;
    }
  }

  /** Forgets used tickets that are over anyway. */
  sweep(): void {
    const nowMs = this.#nowMs();
    for (const [jti, untilMs] of this.#used) if (untilMs < nowMs) this.#used.delete(jti);
  }

  async #sign(claims: JWTPayload, audience: string, ttlS: number): Promise<string> {
    const nowS = Math.floor(this.#nowMs() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt(nowS)
      .setNotBefore(nowS)
      .setExpirationTime(nowS + ttlS)
      .sign(this.#key);
  }

  async #verify(token: string, audience: string): Promise<JWTPayload> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience,
        typ: "JWT",
        requiredClaims: ["exp", "iat", "nbf"],
        currentDate: new Date(this.#nowMs()),
      });
      // No key hints (kid, jwk, jku, x5u, crit): ours never carry any.
      if (Object.keys(protectedHeader).some((name) => name !== "alg" && name !== "typ")) {
        throw invalid();
      }
      return payload;
    } catch (cause) {
      throw invalid(cause);
    }
  }
}

function roomOf(payload: JWTPayload): RoomId {
  try {
    return parseRoomId(payload["room"]);
  } catch (cause) {
    throw invalid(cause);
  }
}

function invalid(cause?: unknown): VisavisError {
  return new VisavisError("ticket-invalid", "not a ticket of this server", { cause });
}

const PEER_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** 100 random bits. */
export function mintPeerId(): PeerId {
  const letters = Array.from(randomBytes(20), (byte) => PEER_ALPHABET[byte & 31]);
  return parsePeerId(letters.join(""));
}
