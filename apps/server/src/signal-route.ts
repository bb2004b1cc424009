import websocket from "@fastify/websocket";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isOriginAllowed, isTransportSafe } from "./origins.ts";
import type { Parts } from "./parts.ts";
import { SignalSocket } from "./signal-socket.ts";

const MAX_PAYLOAD_BYTES = 64 * 1024;

/**
 * Must come before every other hook: only requests that it has seen have their connection cut
 * after a refusal.
 */
export async function addWebSockets(app: FastifyInstance, { log }: Parts): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false },
    // ws has begun to close by then (1009, 1002); cutting now would swallow the close frame.
    errorHandler: (error) => log.debug({ err: error }, "a socket failed"),
    preClose: (done) => done(),
  });
}

/** The WebSocket on /signal. Whoever may not come in is told so before the upgrade. */
export function addSignalRoute(app: FastifyInstance, parts: Parts): void {
  const { config, metrics, sockets } = parts;
  app.route({
    method: "GET",
    url: "/signal",
    config: { rateLimit: { max: config.limits.upgradesPerMinute } },
    onRequest: async (request, reply) => {
      const outcome = outcomeFor(request, parts);
      metrics.upgrades.inc({ outcome: outcome?.code ?? "accepted" });
      if (outcome) return reply.code(outcome.status).send({ code: outcome.code });
    },
    handler: upgradeRequired,
    wsHandler: (wire) => {
      const socket = new SignalSocket(wire, parts);
      sockets.add(socket);
      wire.on("message", (data, isBinary) => {
        const text = !isBinary && Buffer.isBuffer(data) ? data.toString("utf8") : null;
        void socket.receive(text);
      });
      wire.on("pong", () => socket.pong());
      wire.on("close", (code) => {
        sockets.remove(socket);
        socket.gone(code);
      });
    },
  });
}

function outcomeFor(
  request: FastifyRequest,
  { config, isDraining }: Parts,
): { readonly status: number; readonly code: string } | null {
  if (isDraining()) return { status: 503, code: "draining" };
  if (!isTransportSafe(request, config)) return { status: 403, code: "insecure" };
  if (!isOriginAllowed(request.headers.origin, request, config)) {
    return { status: 403, code: "origin" };
  }
  return null;
}

async function upgradeRequired(_: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply.code(426).header("upgrade", "websocket").send({ code: "message-invalid" });
}
