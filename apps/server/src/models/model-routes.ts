import { parseRoomId } from "@visavis/protocol";
import type { FastifyInstance } from "fastify";
import type { Parts } from "../parts.ts";
import { provenRoom } from "../proven-room.ts";
import { MAX_MODEL_BYTES } from "./room-models.ts";

interface InRoom {
  Params: { room: string; model: string };
}

const READ_PER_MINUTE = 60;
const GLB = "model/gltf-binary";

/** OBJ rules: what a room is given to hand around, by and for those who know its secret. */
export function addModelRoutes(app: FastifyInstance, parts: Parts): void {
  const { claims, config, models } = parts;
  app.addContentTypeParser(
    GLB,
    { parseAs: "buffer", bodyLimit: MAX_MODEL_BYTES },
    (_, body, done) => done(null, body),
  );
  app.post<InRoom>(
    "/api/v1/rooms/:room/models",
    {
      bodyLimit: MAX_MODEL_BYTES,
      config: { rateLimit: { max: config.limits.ticketsPerMinute } },
      // Before the body is read: a stranger's four megabytes are not worth receiving.
      onRequest: async (request) => void provenRoom(request, claims),
    },
    async (request, reply) => {
      const room = parseRoomId(request.params.room);
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      return reply.code(201).send({ object: await models.add(room, bytes) });
    },
  );
  app.get<InRoom>(
    "/api/v1/rooms/:room/models/:model",
    { config: { rateLimit: { max: READ_PER_MINUTE } } },
    async (request, reply) => {
      const room = provenRoom(request, claims);
      const bytes = await models.read(room, request.params.model);
      if (!bytes) return reply.callNotFound();
      return reply
        .header("cache-control", "private, max-age=86400, immutable")
        .header("content-security-policy", "default-src 'none'; sandbox")
        .header("x-content-type-options", "nosniff")
        .header("content-disposition", "attachment")
        .type(GLB)
        .send(bytes);
    },
  );
}
