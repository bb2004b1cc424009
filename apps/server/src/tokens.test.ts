import { createHmac, generateKeyPairSync } from "node:crypto";
import { parsePeerId, parseRoomId } from "@visavis/protocol";
import { type JWTHeaderParameters, SignJWT } from "jose";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { mintPeerId, TICKET_TTL_S, Tokens } from "./tokens.ts";

const SECRET = "q5Zb0pXvC8eRk2mT7yWn4sJd9gLh3fUaQ6oVxIzKtEw";
const room = parseRoomId("blue-room");
const ticket = { room, role: "booth" } as const;
const refused = expect.objectContaining({ code: "ticket-invalid" });

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function payloadOf(token: string): Record<string, unknown> {
  const [, payload = ""] = token.split(".");
  const json = Buffer.from(payload, "base64url").toString("utf8");
  return v.parse(v.record(v.string(), v.unknown()), JSON.parse(json));
}

async function signed(
  payload: Record<string, unknown>,
  {
    header = { alg: "HS256", typ: "JWT" },
    secret = SECRET,
  }: { header?: JWTHeaderParameters; secret?: string } = {},
): Promise<string> {
  return new SignJWT(payload).setProtectedHeader(header).sign(new TextEncoder().encode(secret));
}

describe("ticket", () => {
  test("[W2] opens its room in its role, once", async () => {
    const tokens = new Tokens(SECRET);
    const token = await tokens.issueTicket(ticket);
    expect(await tokens.redeemTicket(token)).toEqual(ticket);
    await expect(tokens.redeemTicket(token)).rejects.toEqual(refused);
  });

  test("[W2] is over after 30 seconds", async () => {
    let nowMs = 1_800_000_000_000;
    const tokens = new Tokens(SECRET, () => nowMs);
    const [early, late] = [await tokens.issueTicket(ticket), await tokens.issueTicket(ticket)];
    nowMs += (TICKET_TTL_S - 1) * 1000;
    expect(await tokens.redeemTicket(early)).toEqual(ticket);
    nowMs += 1000;
    await expect(tokens.redeemTicket(late)).rejects.toEqual(refused);
  });

  test("[J3] two pages with one ticket at the same moment: one comes in", async () => {
    const tokens = new Tokens(SECRET);
    const token = await tokens.issueTicket(ticket);
    const results = await Promise.allSettled(
      [token, token, token].map((t) => tokens.redeemTicket(t)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("[J3] a ticket from before a restart is refused, because its use is forgotten", async () => {
    const token = await new Tokens(SECRET).issueTicket(ticket);
    await expect(new Tokens(SECRET).redeemTicket(token)).rejects.toEqual(refused);
  });

  test("[J1] alg none, in any spelling, is refused", async () => {
    const tokens = new Tokens(SECRET);
    const [, payload] = (await tokens.issueTicket(ticket)).split(".");
    for (const alg of ["none", "None", "NONE", ""]) {
      const token = `${part({ alg, typ: "JWT" })}.${payload}.`;
      await expect(tokens.redeemTicket(token)).rejects.toEqual(refused);
    }
  });

  test("[J1] another algorithm is refused, also with the right key or a public key as secret", async () => {
    const tokens = new Tokens(SECRET);
    const payload = payloadOf(await tokens.issueTicket(ticket));
    const long = await signed(payload, {
      header: { alg: "HS512", typ: "JWT" },
      secret: SECRET.repeat(2),
    });
    await expect(new Tokens(SECRET.repeat(2)).redeemTicket(long)).rejects.toEqual(refused);
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const rsa = await new SignJWT(payload)
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .sign(privateKey);
    await expect(tokens.redeemTicket(rsa)).rejects.toEqual(refused);
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    await expect(tokens.redeemTicket(await signed(payload, { secret: pem }))).rejects.toEqual(
      refused,
    );
  });

  test("[J1] key hints in the header are refused", async () => {
    const tokens = new Tokens(SECRET);
    const hints = [{ kid: "../../etc/passwd" }, { jku: "https://evil.example/keys" }, { x5u: "x" }];
    for (const hint of [...hints, { jwk: { kty: "oct", k: "AAAA" } }]) {
      const payload = payloadOf(await tokens.issueTicket(ticket));
      const header = { alg: "HS256", typ: "JWT", ...hint };
      const signing = `${part(header)}.${part(payload)}`;
      const mac = createHmac("sha256", SECRET).update(signing).digest("base64url");
      await expect(tokens.redeemTicket(`${signing}.${mac}`)).rejects.toEqual(refused);
    }
  });

  test("[J2] issuer, audience, times, room and role are checked, one by one", async () => {
    const tokens = new Tokens(SECRET);
    const good = payloadOf(await tokens.issueTicket(ticket));
    const changes: Record<string, unknown>[] = [
      ...["iss", "aud", "exp", "iat", "nbf", "jti", "room", "role", "boot"].map((name) => ({
        [name]: undefined,
      })),
      { iss: "other" },
      { aud: "visavis-seat" },
      { exp: 1 },
      { nbf: 4_000_000_000 },
      { room: "../etc" },
      { role: "owner" },
    ];
    for (const change of changes) {
      const token = await signed({ ...good, ...change });
      await expect(tokens.redeemTicket(token), JSON.stringify(change)).rejects.toEqual(refused);
    }
    const unused = { ...good, jti: "another" };
    expect(await tokens.redeemTicket(await signed(unused))).toEqual(ticket);
  });

  test("[J2] a seat token is no ticket, and a ticket no seat token", async () => {
    const tokens = new Tokens(SECRET);
    const seat = await tokens.issueSeat({ ...ticket, peer: mintPeerId(), seat: 1 });
    await expect(tokens.redeemTicket(seat)).rejects.toEqual(refused);
    expect(await tokens.readSeat(await tokens.issueTicket(ticket), ticket)).toBeNull();
  });
});

describe("seat token", () => {
  const peer = parsePeerId("annannann");

  test("[ROOM-4] names the peer and its seat, also after a restart of the server", async () => {
    const token = await new Tokens(SECRET).issueSeat({ ...ticket, peer, seat: 1 });
    expect(await new Tokens(SECRET).readSeat(token, ticket)).toEqual({ ...ticket, peer, seat: 1 });
  });

  test("[W7] says nothing in another room, in another role, or with another key", async () => {
    const token = await new Tokens(SECRET).issueSeat({ ...ticket, peer, seat: 1 });
    const tokens = new Tokens(SECRET);
    expect(await tokens.readSeat(token, { ...ticket, room: parseRoomId("red-room") })).toBeNull();
    expect(await tokens.readSeat(token, { ...ticket, role: "operator" })).toBeNull();
    expect(await new Tokens(SECRET.toLowerCase()).readSeat(token, ticket)).toBeNull();
  });
});
