import type { FastifyHelmetOptions } from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import type { ServerConfig } from "./config.ts";

const YEAR_S = 31_536_000;

const PERMISSIONS = [
  ...["camera", "microphone", "autoplay", "fullscreen", "display-capture"].map(own),
  ...["screen-wake-lock", "cross-origin-isolated", "geolocation"].map(own),
  ...["accelerometer", "browsing-topics", "encrypted-media"].map(none),
  ...["gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "midi"].map(none),
  ...["payment", "picture-in-picture", "publickey-credentials-get", "serial", "usb"].map(none),
  ...["xr-spatial-tracking"].map(none),
].join(", ");

function own(feature: string): string {
  return `${feature}=(self)`;
}

function none(feature: string): string {
  return `${feature}=()`;
}

type Csp = Exclude<FastifyHelmetOptions["contentSecurityPolicy"], boolean | undefined>;

/** Nothing from anywhere else, no inline script, and script addresses only through our policies. */
function contentSecurityPolicy(config: ServerConfig): Csp {
  const embedders = config.allowedEmbedOrigins;
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      workerSrc: ["'self'"],
      // 'self' alone does not cover ws: and wss: in every browser.
      connectSrc: ["'self'", (request) => ownSockets(request.headers.host)],
      imgSrc: ["'self'", "data:", "blob:"],
      mediaSrc: ["'self'", "blob:"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      manifestSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: embedders.length > 0 ? ["'self'", ...embedders] : ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["default", "visavis"],
      reportTo: ["csp"],
    },
  };
}

/** The host header is the visitor's word: only a plain host and port may enter a policy. */
function ownSockets(host: string | undefined): string {
  return host !== undefined && /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host)
    ? `ws://${host} wss://${host}`
    : "'self'";
}

/**
 * HSTS only where the certificate is one that all the world trusts: with our own authority a lost
 * data folder would otherwise lock every device out for a year.
 */
export function helmetOptions(config: ServerConfig): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: contentSecurityPolicy(config),
    crossOriginEmbedderPolicy: { policy: "require-corp" },
    crossOriginOpenerPolicy: { policy: "same-origin" },
    crossOriginResourcePolicy: { policy: "same-origin" },
    referrerPolicy: { policy: "no-referrer" },
    strictTransportSecurity: false,
    // frame-ancestors says it, and can name more than one origin.
    xFrameOptions: config.allowedEmbedOrigins.length > 0 ? false : { action: "deny" },
    xXssProtection: false,
  };
}

export function addPlainHeaders(app: FastifyInstance, config: ServerConfig): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.header("permissions-policy", PERMISSIONS);
    reply.header("reporting-endpoints", 'csp="/api/v1/csp-reports"');
    const isWorldTrusted = config.tlsFiles !== null || config.trustProxy !== false;
    if (request.protocol === "https" && isWorldTrusted) {
      reply.header("strict-transport-security", `max-age=${YEAR_S}`);
    }
  });
}
