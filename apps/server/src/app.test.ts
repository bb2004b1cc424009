import { request } from "node:http";
import { request as secureRequest } from "node:https";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createServer } from "node:net";
import { readConfig } from "./config.ts";
import { startServer } from "./start-server.ts";
import { testServer } from "./testing/test-server.ts";
import { ask, proofOf, ticketFor } from "./testing/visiting-page.ts";

const running = await testServer();
const { origin } = running;
afterAll(async () => running[Symbol.asyncDispose]());

/** Like fetch, but with headers that fetch does not let one set. */
async function raw(
  url: string,
  headers: Record<string, string> = {},
  ca?: string,
): Promise<{ status: number; headers: Record<string, string | string[] | undefined> }> {
  const open = url.startsWith("https") ? secureRequest : request;
  return new Promise((resolve, reject) => {
    open(url, { headers, ...(ca !== undefined && { ca }) }, (reply) => {
      reply.resume();
      resolve({ status: reply.statusCode ?? 0, headers: reply.headers });
    })
      .on("error", reject)
      .end();
  });
}

const html = { accept: "text/html" };

describe("pages", () => {
  test.each([
    "/",
    "/calibrate",
    "/booth/blue-room",
    "/r/blue-room",
    "/view/blue-room",
    "/r/blue-room/",
  ])("[PAGE-1] %s is the one document", async (page) => {
    const reply = await fetch(`${origin}${page}`, { headers: html });
    expect(reply.status).toBe(200);
    expect(await reply.text()).toContain("the page");
    expect(reply.headers.get("cache-control")).toBe("no-cache");
  });

  test("a page at this machine learns the addresses for other devices", async () => {
    const reply = await fetch(`${origin}/api/v1/links`);
    expect(await reply.json()).toEqual({ lan: expect.any(Array) });
  });

  test("[PAGE-1] an unknown address is a page that says so, with status 404", async () => {
    const reply = await fetch(`${origin}/no/such/page`, { headers: html });
    expect(reply.status).toBe(404);
    expect(await reply.text()).toContain("Nothing here");
    const call = await fetch(`${origin}/api/v1/nothing`);
    expect(call.status).toBe(404);
    expect(await call.json()).toEqual({ code: "not-found" });
  });

  test("[PAGE-2] files named by their content are kept for ever, others asked for anew", async () => {
    const hashed = await fetch(`${origin}/assets/main-a1b2c3.js`);
    expect(hashed.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(hashed.headers.get("content-type")).toContain("/javascript");
    const wasm = await fetch(`${origin}/runtime/kernels.wasm`);
    expect(wasm.headers.get("content-type")).toBe("application/wasm");
    expect(wasm.headers.get("cache-control")).toBe("no-cache");
    for (const unchanging of ["kernels.wasm?v=0123456789ab", "net/2.5.3/net.wasm"]) {
      const kept = await fetch(`${origin}/runtime/${unchanging}`);
      expect(kept.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    }
    for (const page of ["/r/blue-room?v=0123456789ab", "/r/1.2.3/"]) {
      expect((await fetch(`${origin}${page}`)).headers.get("cache-control")).toBe("no-cache");
    }
    const etag = wasm.headers.get("etag") ?? "";
    const again = await raw(`${origin}/runtime/kernels.wasm`, { "if-none-match": etag });
    expect(again.status).toBe(304);
  });

  test("[PAGE-2] a compressed copy is sent to those who take it", async () => {
    const plain = path.join(running.folder, "dist", "assets", "big-0.js");
    await writeFile(plain, "export {};");
    await writeFile(`${plain}.br`, "not really brotli");
    const reply = await raw(`${origin}/assets/big-0.js`, { "accept-encoding": "br" });
    expect(reply.headers["content-encoding"]).toBe("br");
    expect(reply.headers["cache-control"]).toContain("immutable");
  });

  test.each([
    "/../outside.txt",
    "/%2e%2e/outside.txt",
    "/..%2foutside.txt",
    "/assets/..%5c..%5coutside.txt",
    "//outside.txt",
    "/%00",
  ])("[PAGE-3] %s does not leave the folder", async (address) => {
    const { port } = running.server;
    const reply = await new Promise<number>((resolve, reject) => {
      request({ port, host: "127.0.0.1", path: address, headers: { host: "localhost" } }, (got) => {
        got.resume();
        resolve(got.statusCode ?? 0);
      })
        .on("error", reject)
        .end();
    });
    expect(reply).toBeGreaterThanOrEqual(400);
    expect(reply).toBeLessThan(500);
  });
});

describe("headers", () => {
  const everywhere = [
    "/",
    "/assets/main-a1b2c3.js",
    "/runtime/kernels.wasm",
    "/nothing",
    "/version",
  ];

  test.each(everywhere)("[B2] %s carries the content security policy", async (address) => {
    const reply = await fetch(`${origin}${address}`, { headers: html });
    const policy = reply.headers.get("content-security-policy")?.split(";");
    const host = new URL(origin).host;
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "worker-src 'self'",
      `connect-src 'self' ws://${host} wss://${host}`,
      "img-src 'self' data: blob:",
      "media-src 'self' blob:",
      "style-src 'self'",
      "font-src 'self'",
      "manifest-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types default visavis",
      "report-to csp",
    ]);
  });

  test("[B2] a host header cannot write into the policy", async () => {
    for (const host of ["x; script-src *", "evil.example\tws://*", "a,b"]) {
      const { headers } = await raw(`${origin}/version`, { host });
      expect(String(headers["content-security-policy"])).toContain("connect-src 'self' 'self';");
    }
  });

  test("[B2] violations that browsers report are counted, by directive only", async () => {
    const body = [{ type: "csp-violation", body: { effectiveDirective: "script-src" } }, { a: 1 }];
    const headers = { "content-type": "application/reports+json" };
    const url = `${origin}/api/v1/csp-reports`;
    const reply = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    expect(reply.status).toBe(204);
    expect((await fetch(url, { method: "POST", headers, body: "}" })).status).toBe(400);
  });

  test.each(everywhere)("[B3] %s isolates the page from other origins", async (address) => {
    const { headers } = await fetch(`${origin}${address}`);
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });

  test("[B4] only what the pages need is permitted, to themselves only", async () => {
    const permissions = (await fetch(origin)).headers.get("permissions-policy") ?? "";
    const allowed = permissions.split(", ").filter((entry) => !entry.endsWith("=()"));
    const needed = ["camera", "microphone", "autoplay", "fullscreen", "display-capture"];
    expect(allowed).toEqual(
      [...needed, "screen-wake-lock", "cross-origin-isolated", "geolocation"].map(
        (name) => `${name}=(self)`,
      ),
    );
    expect(permissions).toContain("usb=()");
  });

  test("[B5] no sniffing, no referrer, and HSTS where the certificate is of the world", async () => {
    const { headers } = await fetch(origin);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("strict-transport-security")).toBeNull();
    await using behindProxy = await testServer({ TRUST_PROXY: "1" });
    const forwarded = { "x-forwarded-proto": "https", "x-forwarded-host": "meet.example.org" };
    const reply = await raw(behindProxy.origin, forwarded);
    expect(reply.headers["strict-transport-security"]).toBe("max-age=31536000");
    const spoofed = await raw(origin, forwarded);
    expect(spoofed.headers["strict-transport-security"]).toBeUndefined();
  });

  test("[B2] only listed sites may show the pages in a frame", async () => {
    await using embedded = await testServer({ ALLOWED_EMBED_ORIGINS: "https://show.example" });
    const { headers } = await raw(embedded.origin);
    expect(headers["content-security-policy"]).toContain(
      "frame-ancestors 'self' https://show.example;",
    );
    expect(headers["x-frame-options"]).toBeUndefined();
  });
});

describe("transport", () => {
  test("[W1] other devices are moved to HTTPS, and calls over plain HTTP refused", async () => {
    await using both = await testServer({ HTTPS_PORT: "0" });
    const { port, httpsPort } = both.server;
    const host = `192.168.1.20:${port}`;
    const page = await raw(`${both.origin}/r/blue-room`, { host });
    expect(page.status).toBe(307);
    expect(page.headers["location"]).toBe(`https://192.168.1.20:${httpsPort}/r/blue-room`);
    expect((await raw(`${both.origin}/api/v1/rooms/x/ticket`, { host })).status).toBe(403);
    expect((await raw(`${both.origin}/trust`, { host })).status).toBe(200);
    expect((await raw(`${both.origin}/healthz`, { host })).status).toBe(200);
    const v6 = await raw(`${both.origin}/`, { host: `[fd00::2]:${port}` });
    expect(v6.headers["location"]).toBe(`https://[fd00::2]:${httpsPort}/`);
  });

  test("[W1] an origin that the operator lists may stay with plain HTTP", async () => {
    const listed = "http://booth.test:8080";
    await using lab = await testServer({ ALLOWED_ORIGINS: listed });
    expect((await raw(lab.origin, { host: "booth.test:8080" })).status).toBe(200);
    expect((await raw(lab.origin, { host: "other.test:8080" })).status).toBe(403);
  });

  test("[TLS-1] HTTPS answers with the own certificate, whose authority can be fetched", async () => {
    await using both = await testServer({ HTTPS_PORT: "0" });
    const ca = await (await fetch(`${both.origin}/ca.crt`)).text();
    expect(ca).toBe(both.server.tls?.authority?.cert);
    const reply = await raw(`https://localhost:${both.server.httpsPort}/version`, {}, ca);
    expect(reply.status).toBe(200);
    const trust = await (await fetch(`${both.origin}/trust`)).text();
    expect(trust).toContain(both.server.tls?.authority?.fingerprint);
    expect((await fetch(`${origin}/ca.crt`)).status).toBe(404);
  });

  test("a taken port is one clear sentence with the variable to change", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = address && typeof address === "object" ? address.port : 0;
    await expect(testServer({ PORT: String(port) })).rejects.toThrow(
      `Port ${port} is taken by another program; set PORT to a free one, such as PORT=${port + 1}.`,
    );
    other.close();
  });
});

describe("tickets", () => {
  test("[ROOM-1] a page with the room's proof gets a ticket, one with another does not", async () => {
    const good = await ask({ origin, room: "claimed-room" });
    expect(good.status).toBe(201);
    expect(good.headers.get("cache-control")).toBe("no-store");
    expect(await good.json()).toEqual({
      ticket: expect.any(String),
      room: "claimed-room",
      expiresInS: 30,
    });
    const wrong = await ask({ origin, room: "claimed-room" }, proofOf("claimed-room", "guess"));
    expect(wrong.status).toBe(403);
    expect(await wrong.json()).toEqual({ code: "link-wrong" });
  });

  test("[ROOM-1] what cannot be a room's name is a wrong link", async () => {
    for (const room of ["A", "-x", "a..b", "x".repeat(80), "%3Cimg%3E", "__proto__"]) {
      const reply = await ask({ origin, room }, proofOf("any"));
      expect(reply.status, room).toBe(404);
      expect(await reply.json()).toEqual({ code: "link-wrong" });
    }
  });

  test("[W6] a malformed request is refused by code, and not echoed", async () => {
    const url = `${origin}/api/v1/rooms/blue-room/ticket`;
    const headers = { "content-type": "application/json" };
    const proof = proofOf("blue-room");
    const bodies = [
      "",
      "{",
      "[]",
      "null",
      '{"proof":"short","role":"booth"}',
      JSON.stringify({ proof, role: "owner" }),
      `{"proof":"${proof}","role":"booth","__proto__":{"isAdmin":true}}`,
      `{"proof":"${proof}","role":"booth","constructor":{"prototype":{"isAdmin":true}}}`,
    ];
    for (const body of bodies) {
      const reply = await fetch(url, { method: "POST", headers, body });
      expect(reply.status, body).toBe(400);
      expect(await reply.json()).toEqual({ code: "message-invalid" });
    }
    const big = JSON.stringify({ proof, role: "booth", more: "x".repeat(8000) });
    expect((await fetch(url, { method: "POST", headers, body: big })).status).toBe(413);
    const text = await fetch(url, { method: "POST", body: "proof=x" });
    expect(text.status).toBe(400);
    expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
  });

  test("[W1] a page of another origin cannot ask for a ticket", async () => {
    const reply = await fetch(`${origin}/api/v1/rooms/blue-room/ticket`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://evil.example" },
      body: JSON.stringify({ proof: proofOf("blue-room"), role: "booth" }),
    });
    expect(reply.status).toBe(403);
  });

  test("[W4] an address that asks too often must wait", async () => {
    const limits = { ticketsPerMinute: 3, upgradesPerMinute: 20, isLoopbackExempt: false };
    await using strict = await testServer({}, { limits });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await ask(strict)).status);
    expect(statuses).toEqual([201, 201, 201, 429, 429]);
    expect(await (await ask(strict)).json()).toEqual({ code: "rate-limited" });
  });

  test("[J2] the signing secret is random for each install and readable by its owner only", async () => {
    await using other = await testServer();
    const secrets = await Promise.all(
      [running, other].map(async ({ config }) =>
        readFile(path.join(config.dataDir, "token-secret"), "utf8"),
      ),
    );
    expect(secrets[0]).not.toBe(secrets[1]);
    expect(secrets[0]?.trim()).toMatch(/^[\w-]{43}$/);
    expect(await ticketFor({ origin })).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });
});

describe("operation", () => {
  test("[OPS-1] says that it lives, that it is ready, and which version it is", async () => {
    expect(await (await fetch(`${origin}/healthz`)).json()).toEqual({ status: "ok" });
    expect(await (await fetch(`${origin}/readyz`)).json()).toEqual({ status: "ready" });
    expect(await (await fetch(`${origin}/version`)).json()).toEqual({
      name: "visavis",
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      signalVersion: 1,
    });
  });

  test("[OPS-1] figures are on a port of their own, when one is given", async () => {
    expect((await fetch(`${origin}/metrics`)).status).toBe(404);
    await using measured = await testServer({ METRICS_PORT: "0" });
    await ask(measured);
    const reply = await fetch(`http://127.0.0.1:${measured.server.metricsPort}/metrics`);
    const text = await reply.text();
    expect(text).toContain('visavis_tickets_total{outcome="issued"} 1');
    expect(text).toContain('visavis_present{what="rooms"} 0');
    expect(text).not.toContain("blue-room");
  });

  test("pages that were not built say how to build them", async () => {
    const { config, folder } = running;
    const distFolder = path.join(folder, "none");
    await using bare = await startServer(
      { ...config, dataDir: path.join(folder, "bare") },
      { distFolder },
    );
    const reply = await fetch(`http://localhost:${bare.port}/`);
    expect(reply.status).toBe(503);
    expect(await reply.text()).toContain("npm start");
    expect(readConfig({}).port).toBe(8080);
  });
});
