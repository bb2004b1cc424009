import Fastify, { type FastifyInstance } from "fastify";
import { listen } from "./listen.ts";
import type { Metrics } from "./metrics.ts";

/** Figures have their own door, which is shut unless the operator opens it. */
export async function listenForMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  { registry }: Metrics,
): Promise<FastifyInstance> {
  const app = Fastify();
  app.get("/metrics", async (_, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  await listen(app, { host, port, variable: "METRICS_PORT" });
  return app;
}
