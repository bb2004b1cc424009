import { VisavisError } from "@visavis/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Parts } from "../parts.ts";
import { credentialOf, provenRoom } from "../proven-room.ts";
import type { Picture } from "../records/ceremony-records.ts";
import { MAX_PICTURE_BYTES, pictureTypeOf } from "./picture-type.ts";

type InRoom = { Params: { room: string; certificate: string } };
type Public = { Params: { certificate: string } };

const SHOWN_PER_MINUTE = 120;

/** What a ceremony leaves behind: for the room by its proof, for everybody else by an unguessable name. */
export function addCeremonyRoutes(app: FastifyInstance, parts: Parts): void {
  const { claims, records } = parts;
  const { certificates } = records;
  const options = { config: { rateLimit: { max: SHOWN_PER_MINUTE } } };
  const room = "/api/v1/rooms/:room/ceremonies";
  app.get<InRoom>(room, options, async (request, reply) =>
    unkept(reply).send({ ceremonies: certificates.list(provenRoom(request, claims)) }),
  );
  app.get<InRoom>(`${room}/:certificate`, options, async (request, reply) => {
    const found = certificates.read(request.params.certificate, provenRoom(request, claims));
    return found ? unkept(reply).send(found) : reply.callNotFound();
  });
  app.get<InRoom>(`${room}/:certificate/picture`, options, async (request, reply) => {
    const { certificate } = request.params;
    return showPicture(reply, certificates.picture(certificate, provenRoom(request, claims)));
  });
  app.get<Public>("/api/v1/certificates/:certificate", options, async (request, reply) => {
    const found = certificates.read(request.params.certificate);
    return found ? unkept(reply).send(found) : reply.callNotFound();
  });
  app.get<Public>("/api/v1/certificates/:certificate/picture", options, async (request, reply) =>
    showPicture(reply, certificates.picture(request.params.certificate)),
  );
  addPictureUpload(app, parts);
}

/** CER-9: one picture, by a site that was given leave, and only if it is one. */
function addPictureUpload(app: FastifyInstance, parts: Parts): void {
  const { permits, records, rooms, config } = parts;
  app.addContentTypeParser(
    ["image/jpeg", "image/png"],
    { parseAs: "buffer", bodyLimit: MAX_PICTURE_BYTES },
    (_, body, done) => done(null, body),
  );
  app.post<InRoom>(
    "/api/v1/rooms/:room/ceremonies/:certificate/picture",
    {
      bodyLimit: MAX_PICTURE_BYTES,
      config: { rateLimit: { max: config.limits.ticketsPerMinute } },
      // Before the body is read: a stranger's two megabytes are not worth receiving.
      onRequest: async (request, reply) => {
        if (!permits.isOpen(credentialOf(request, "Picture"))) {
          return reply.code(403).send({ code: "ticket-invalid" });
        }
      },
    },
    async (request, reply) => {
      const permit = permits.take(credentialOf(request, "Picture"));
      const { room, certificate } = request.params;
      if (permit?.room !== room || permit.certificate !== certificate) {
        return reply.code(403).send({ code: "ticket-invalid" });
      }
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const mediaType = pictureTypeOf(bytes);
      if (!mediaType) throw new VisavisError("message-invalid", "neither PNG nor JPEG");
      if (!records.ceremonies.addPicture(permit.ceremony, { mediaType, bytes })) {
        return reply.code(409).send({ code: "message-invalid" });
      }
      rooms.find(permit.room)?.pictureAdded();
      return reply.code(201).send({ picture: `/api/v1/certificates/${certificate}/picture` });
    },
  );
}

function unkept(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "no-store");
}

/** Somebody else's bytes: shown as a picture and as nothing else, wherever they are opened. */
function showPicture(reply: FastifyReply, picture: Picture | null): FastifyReply {
  if (!picture) {
    reply.callNotFound();
    return reply;
  }
  return reply
    .header("cache-control", "private, max-age=3600")
    .header("content-security-policy", "default-src 'none'; sandbox")
    .header("x-content-type-options", "nosniff")
    .header("content-disposition", "inline")
    .type(picture.mediaType)
    .send(Buffer.from(picture.bytes));
}
