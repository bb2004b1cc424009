import type { FastifyRequest } from "fastify";
import type { ServerConfig } from "./config.ts";

type OriginConfig = Pick<ServerConfig, "allowedOrigins" | "publicUrl">;

/**
 * Whether a page from this origin may speak to us. Every browser sends one with a WebSocket; a
 * request without is from no page, and pages are all we serve.
 */
export function isOriginAllowed(
  origin: string | undefined,
  request: Pick<FastifyRequest, "host" | "protocol">,
  { allowedOrigins, publicUrl }: OriginConfig,
): boolean {
  if (origin === undefined) return false;
  if (origin === publicUrl?.origin || allowedOrigins.includes(origin)) return true;
  return origin === `${request.protocol}://${request.host}`;
}

/**
 * Whether this request's transport is one a browser trusts with a camera: TLS (ours or a trusted
 * proxy's), this very machine, or an origin that the operator listed by hand.
 */
export function isTransportSafe(
  request: Pick<FastifyRequest, "host" | "hostname" | "protocol">,
  { allowedOrigins, publicUrl }: OriginConfig,
): boolean {
  if (request.protocol === "https" || isLoopbackName(request.hostname)) return true;
  const origin = `http://${request.host}`;
  return origin === publicUrl?.origin || allowedOrigins.includes(origin);
}

function isLoopbackName(name: string): boolean {
  return /^(?:(?:.+\.)?localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?)$/i.test(name);
}

export function isLoopbackAddress(address: string): boolean {
  return /^(?:::ffff:)?127\.|^::1$/.test(address);
}
