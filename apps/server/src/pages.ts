import { readFile } from "node:fs/promises";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { withPreview } from "./ceremony/certificate-preview.ts";
import type { Parts } from "./parts.ts";
import { NOT_BUILT_PAGE, NOT_FOUND_PAGE } from "./plain-pages.ts";

const PAGES = [
  "/",
  "/calibrate",
  ...["booth", "guest", "r", "view", "xr", "operator"].flatMap((name) => [
    `/${name}`,
    `/${name}/:name`,
  ]),
];
/** Addresses with a hash of the content or a release in them: what they lead to never changes. */
const UNCHANGING = /^\/assets\/|^\/runtime\/(?:.*\/\d+\.\d+\.\d+\/|.*\?v=[\da-f]{8,}$)/;
const FOREVER = "public, max-age=31536000, immutable";
const REVALIDATE = "no-cache";

/** The built pages and their files. One document serves every page; its script reads the path. */
export async function addPages(
  app: FastifyInstance,
  distFolder: string,
  parts: Parts,
): Promise<void> {
  const root = path.resolve(distFolder);
  await app.register(fastifyStatic, {
    root,
    index: false,
    wildcard: true,
    preCompressed: true,
    cacheControl: false,
    dotfiles: "ignore",
    suppressWarning: true,
    setHeaders: (reply) => {
      const { url } = reply.request;
      reply.header("cache-control", UNCHANGING.test(url) ? FOREVER : REVALIDATE);
    },
  });
  for (const page of PAGES) {
    app.get(page, async (_, reply) => {
      const hasDocument = await exists(path.join(root, "index.html"));
      return hasDocument ? reply.sendFile("index.html") : html(reply, 503, NOT_BUILT_PAGE);
    });
  }
  addCertificatePage(app, root, parts);
  app.setNotFoundHandler(async (request, reply) => {
    const wantsPage = request.method === "GET" && request.headers.accept?.includes("text/html");
    if (!wantsPage) return reply.code(404).send({ code: "not-found" });
    const own = await readFile(path.join(root, "404.html"), "utf8").catch(() => null);
    return html(reply, 404, own ?? NOT_FOUND_PAGE);
  });
}

/** The same document; one that exists says so to programs that only read it. */
function addCertificatePage(app: FastifyInstance, root: string, { config, records }: Parts): void {
  app.get<{ Params: { name: string } }>("/certificate/:name", async (request, reply) => {
    const document = await readFile(path.join(root, "index.html"), "utf8").catch(() => null);
    if (document === null) return html(reply, 503, NOT_BUILT_PAGE);
    const found = records.certificates.read(request.params.name);
    if (!found) return html(reply, 404, document);
    const origin = config.publicUrl?.origin ?? `${request.protocol}://${request.host}`;
    return html(reply, 200, withPreview(document, found, origin));
  });
}

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  reply.code(status).header("cache-control", REVALIDATE);
  return reply.type("text/html; charset=utf-8").send(text);
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}
