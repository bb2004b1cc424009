import { parseRoomId, roleSchema, VisavisError } from "@visavis/protocol";
import type { FastifyInstance } from "fastify";
import * as v from "valibot";
import { roomTag } from "./log.ts";
import type { Parts } from "./parts.ts";
import { TICKET_TTL_S } from "./tokens.ts";

/** base64url of a SHA-256. */
const PROOF = /^[A-Za-z0-9_-]{43}$/;
const proof = v.pipe(v.string(), v.regex(PROOF));
const body = v.object({ proof, role: roleSchema, operatorProof: v.optional(proof) });

/** Trades the proof that a page knows a room's secret for one entrance. */
export function addTicketRoute(app: FastifyInstance, parts: Parts): void {
  const { config, claims, tokens, metrics, log } = parts;
  const rateLimit = { max: config.limits.ticketsPerMinute };
  app.post<{ Params: { room: string } }>(
    "/api/v1/rooms/:room/ticket",
    { bodyLimit: 4096, config: { rateLimit } },
    async (request, reply) => {
      const room = parseRoomId(request.params.room);
      const asked = v.safeParse(body, request.body);
      if (!asked.success) throw new VisavisError("message-invalid", "wants a proof and a role");
      const { role, operatorProof } = asked.output;
      // A guest's link opens the room for every role but the operator's: ROOM-8.
      const isAdmitted =
        claims.admits(room, asked.output.proof, Date.now()) &&
        (role !== "operator" || claims.admitsOperator(room, operatorProof));
      if (!isAdmitted) {
        metrics.tickets.inc({ outcome: "link-wrong" });
        log.info({ room: roomTag(room), role }, "a link with a wrong key");
        return reply.code(403).send({ code: "link-wrong" });
      }
      metrics.tickets.inc({ outcome: "issued" });
      const ticket = await tokens.issueTicket({ room, role });
      reply.header("cache-control", "no-store");
      return reply.code(201).send({ ticket, room, expiresInS: TICKET_TTL_S });
    },
  );
}
