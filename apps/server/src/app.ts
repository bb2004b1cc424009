import type { RequestListener, Server } from "node:http";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import { isVisavisError, type VisavisError } from "@visavis/protocol";
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { addCeremonyRoutes } from "./ceremony/ceremony-routes.ts";
import { addPlainHeaders, helmetOptions } from "./headers.ts";
import { isLoopbackAddress, isOriginAllowed, isTransportSafe } from "./origins.ts";
import { addModelRoutes } from "./models/model-routes.ts";
import { addPages } from "./pages.ts";
import type { Parts } from "./parts.ts";
import { INSECURE_PAGE } from "./plain-pages.ts";
import { addServiceRoutes } from "./service-routes.ts";
import { addSignalRoute, addWebSockets } from "./signal-route.ts";
import { addTicketRoute } from "./ticket-route.ts";

/** Reachable without TLS from anywhere: they hold nothing of a room, and one leads to TLS. */
const PLAIN_PATHS = new Set(["/ca.crt", "/trust", "/plain.css", "/healthz", "/readyz", "/version"]);

export interface AppOptions {
  /** HTTP or HTTPS. */
  readonly createServer: (handler: RequestListener) => Server;
  readonly distFolder: string;
}

/**
 * One listener: the same routes over HTTP and HTTPS. Fastify gets no logger, because its lines name
 * addresses and rooms; ours are written where something worth knowing happens.
 */
export async function createApp(
  parts: Parts,
  { createServer, distFolder }: AppOptions,
): Promise<FastifyInstance> {
  const { config } = parts;
  const app = Fastify({ ...optionsFor(parts), serverFactory: createServer });
  app.setErrorHandler(async (error, _, reply) => {
    const { status, code } = answerTo(error);
    if (status >= 500) parts.log.error({ err: error }, "a request failed");
    return reply.code(status).send({ code });
  });
  await addWebSockets(app, parts);
  addPlainHeaders(app, config);
  await app.register(helmet, helmetOptions(config));
  await app.register(rateLimit, {
    global: false,
    timeWindow: 60_000,
    allowList: (request) => config.limits.isLoopbackExempt && isLoopbackAddress(request.ip),
  });
  addTransportGuard(app, parts);
  addServiceRoutes(app, parts);
  addTicketRoute(app, parts);
  addCeremonyRoutes(app, parts);
  addModelRoutes(app, parts);
  addSignalRoute(app, parts);
  await addPages(app, distFolder, parts);
  return app;
}

function optionsFor({ config }: Parts): FastifyServerOptions {
  const { trustProxy: hops } = config;
  return {
    trustProxy: typeof hops === "number" ? (_: string, hop: number) => hop < hops : hops,
    bodyLimit: 16_384,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 128 },
    onProtoPoisoning: "error",
    onConstructorPoisoning: "error",
  };
}

/**
 * Browsers give a camera to safe transports only, so a page over plain HTTP from another machine
 * can do nothing but leak: pages move to HTTPS, calls are refused.
 */
function addTransportGuard(app: FastifyInstance, parts: Parts): void {
  const { config } = parts;
  app.addHook("onRequest", async (request, reply) => {
    const [path = "/"] = request.url.split("?");
    if (request.ws || PLAIN_PATHS.has(path)) return;
    if (request.method === "POST") {
      const { origin } = request.headers;
      const isForeign = origin !== undefined && !isOriginAllowed(origin, request, config);
      if (isForeign) return reply.code(403).send({ code: "origin" });
    }
    if (isTransportSafe(request, config)) return;
    const isPage = request.method === "GET" && !path.startsWith("/api/");
    const port = parts.httpsPort();
    if (!isPage) return reply.code(403).send({ code: "insecure" });
    if (port === null) {
      return reply.code(403).type("text/html; charset=utf-8").send(INSECURE_PAGE);
    }
    return reply.redirect(`https://${request.hostname}:${port}${request.url}`, 307);
  });
}

function answerTo(error: unknown): { readonly status: number; readonly code: string } {
  if (isVisavisError(error)) return { status: STATUS[error.code] ?? 400, code: error.code };
  const said = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  const status = said >= 400 ? said : 500;
  if (status === 429) return { status, code: "rate-limited" };
  if (status === 413) return { status, code: "message-too-large" };
  return { status, code: status < 500 ? "message-invalid" : "failed" };
}

const STATUS: Partial<Record<VisavisError["code"], number>> = {
  "link-wrong": 404,
  "message-invalid": 400,
  "model-invalid": 400,
};
