import type { FastifyInstance } from "fastify";
import { SIGNAL_VERSION } from "@visavis/protocol";
import * as v from "valibot";
import { isLoopbackAddress } from "./origins.ts";
import type { Parts } from "./parts.ts";
import { PLAIN_CSS, trustPage } from "./plain-pages.ts";

/** What operators and their machines ask: alive, ready, which version, whom to trust. */
export function addServiceRoutes(app: FastifyInstance, parts: Parts): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_, reply) =>
    parts.isDraining()
      ? reply.code(503).send({ status: "draining" })
      : reply.send({ status: "ready" }),
  );
  app.get("/version", async () => ({
    name: "visavis",
    version: parts.version,
    signalVersion: SIGNAL_VERSION,
  }));
  // Somebody at this machine who opened the page as localhost wants a link that works elsewhere.
  app.get("/api/v1/links", async (request, reply) =>
    isLoopbackAddress(request.ip) ? { lan: parts.links().lan } : reply.callNotFound(),
  );
  app.get("/plain.css", async (_, reply) => reply.type("text/css; charset=utf-8").send(PLAIN_CSS));
  app.get("/trust", async (_, reply) => {
    const authority = parts.tls()?.authority;
    return authority
      ? reply.type("text/html; charset=utf-8").send(trustPage(authority.fingerprint))
      : reply.callNotFound();
  });
  app.get("/ca.crt", async (_, reply) => {
    const authority = parts.tls()?.authority;
    if (!authority) return reply.callNotFound();
    reply.header("content-disposition", 'attachment; filename="visavis-ca.crt"');
    return reply.type("application/x-x509-ca-cert").send(authority.cert);
  });
  addPolicyReports(app, parts);
}

const DIRECTIVES: ReadonlySet<string> = new Set(
  "connect-src default-src font-src frame-ancestors img-src media-src require-trusted-types-for script-src script-src-elem style-src style-src-attr style-src-elem trusted-types worker-src".split(
    " ",
  ),
);

const policyReport = v.object({ body: v.object({ effectiveDirective: v.string() }) });

/** Browsers report what the policy stopped. Counted by directive; nothing of a report is kept. */
function addPolicyReports(app: FastifyInstance, { metrics }: Parts): void {
  app.addContentTypeParser(
    "application/reports+json",
    { parseAs: "string", bodyLimit: 16_384 },
    app.getDefaultJsonParser("error", "error"),
  );
  app.post(
    "/api/v1/csp-reports",
    { config: { rateLimit: { max: 60 } } },
    async (request, reply) => {
      const reports: unknown[] = Array.isArray(request.body) ? request.body.slice(0, 20) : [];
      for (const item of reports) {
        const said = v.safeParse(policyReport, item);
        const directive = said.success ? said.output.body.effectiveDirective : "other";
        metrics.violations.inc({ directive: DIRECTIVES.has(directive) ? directive : "other" });
      }
      return reply.code(204).send();
    },
  );
}
