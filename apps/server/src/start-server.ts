import { readFile } from "node:fs/promises";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps, type Server as HttpsServer } from "node:https";
import path from "node:path";
import type { FastifyInstance } from "fastify";
import * as v from "valibot";
import { createApp } from "./app.ts";
import { PicturePermits } from "./ceremony/picture-permits.ts";
import type { ServerConfig } from "./config.ts";
import { Gathering } from "./gathering.ts";
import type { Links } from "./greeting.ts";
import { FORGET_MS } from "./keeper/keeper-host.ts";
import { lanNames } from "./lan-names.ts";
import { listen } from "./listen.ts";
import { createLog } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { listenForMetrics } from "./metrics-listener.ts";
import { RoomModels } from "./models/room-models.ts";
import type { Parts } from "./parts.ts";
import { keptSecret } from "./private-file.ts";
import { openDatabase } from "./records/database.ts";
import { Records } from "./records/records.ts";
import { RoomClaims } from "./room-claims.ts";
import { Rooms } from "./rooms.ts";
import { SignalSockets } from "./signal-sockets.ts";
import { loadTls, type Tls } from "./tls.ts";
import { Tokens } from "./tokens.ts";

export interface StartOptions {
  /** The built pages. */
  readonly distFolder: string;
  /**
   * True when it is certain that no earlier server gave leases in these rooms, as in a test: nothing
   * then waits 10.5 s for them to be over.
   */
  readonly isFirstStart?: boolean;
}

export interface RunningServer extends AsyncDisposable {
  readonly port: number;
  readonly httpsPort: number | null;
  readonly metricsPort: number | null;
  readonly links: Links;
  readonly tls: Tls | null;
  /** Tells every page, lets what is under way end, and writes what must be kept. */
  close(): Promise<void>;
}

const SWEEP_MS = 1000;
const TLS_CHECK_MS = 60_000;
/** Slow visitors hold a connection for so long and no longer. */
const TIMES = { requestTimeout: 15_000, headersTimeout: 10_000 };

/** Starts everything; throws `ListenError` when a port is not to be had. */
export async function startServer(
  config: ServerConfig,
  { distFolder, isFirstStart = false }: StartOptions,
): Promise<RunningServer> {
  await using started = new AsyncDisposableStack();
  let tls = config.httpsPort === null ? null : await loadTls(config, Date.now());
  let isDraining = false;
  let httpsPort: number | null = null;
  const parts: Parts = await createParts(config, {
    tls: () => tls,
    isDraining: () => isDraining,
    httpsPort: () => httpsPort,
    links: () => linksOf(config, portOf(http), httpsPort, tls),
    leasesUntilMs: isFirstStart ? Number.NEGATIVE_INFINITY : performance.now() + FORGET_MS,
  });
  started.defer(async () => parts.claims.flush());
  started.defer(() => {
    parts.rooms.close();
    parts.records.close();
  });

  const http: FastifyInstance = started.adopt(
    await createApp(parts, { createServer: (handler) => createHttp(TIMES, handler), distFolder }),
    closeApp,
  );
  await listen(http, { host: config.host, port: config.port, variable: "PORT" });
  if (tls && config.httpsPort !== null) {
    const secure = createHttps({ ...TIMES, cert: tls.cert, key: tls.key, minVersion: "TLSv1.2" });
    const createServer = (handler: RequestListener): HttpsServer => secure.on("request", handler);
    const https = started.adopt(await createApp(parts, { createServer, distFolder }), closeApp);
    await listen(https, { host: config.host, port: config.httpsPort, variable: "HTTPS_PORT" });
    httpsPort = portOf(https);
    const renewal = setInterval(() => {
      renewTls(secure, parts, tls).then(
        (now) => (tls = now),
        (error: unknown) => parts.log.error({ err: error }, "the certificate cannot be renewed"),
      );
    }, TLS_CHECK_MS);
    started.defer(() => clearInterval(renewal));
  }
  const metrics = config.metrics && (await listenForMetrics(config.metrics, parts.metrics));
  if (metrics) started.adopt(metrics, closeApp);
  const sweep = setInterval(() => sweepAll(parts), SWEEP_MS);
  started.defer(() => clearInterval(sweep));
  started.defer(async () => {
    isDraining = true;
    await parts.sockets.drain();
  });

  const running = started.move();
  const port = portOf(http);
  return {
    port,
    httpsPort,
    metricsPort: metrics && portOf(metrics),
    links: linksOf(config, port, httpsPort, tls),
    tls,
    close: async () => running.disposeAsync(),
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  };
}

type State = Pick<Parts, "httpsPort" | "isDraining" | "links" | "tls"> & {
  readonly leasesUntilMs: number;
};

async function createParts(config: ServerConfig, start: State): Promise<Parts> {
  const { leasesUntilMs, ...state } = start;
  const kept = path.join(config.dataDir, "token-secret");
  const secret = config.tokenSecret ?? (await keptSecret(kept));
  const sockets = new SignalSockets();
  const log = createLog(config);
  const metrics = new Metrics(() => ({ ...rooms.census(), sockets: sockets.count }));
  const records = new Records(() => openDatabase(config.dataDir), log);
  const shared = { log, metrics, permits: new PicturePermits(), records };
  const caps = { sites: config.roomCap, viewers: config.viewCap };
  const clocks = { steadyMs: () => performance.now(), wallMs: () => Date.now(), leasesUntilMs };
  const rooms = new Rooms((id) => new Gathering(id, { ...shared, ...clocks, caps }));
  return {
    ...state,
    ...shared,
    config,
    rooms,
    sockets,
    version: await ownVersion(),
    claims: await RoomClaims.open(path.join(config.dataDir, "rooms.json")),
    models: new RoomModels(path.join(config.dataDir, "models")),
    tokens: new Tokens(secret),
  };
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return v.parse(v.object({ version: v.string() }), JSON.parse(text)).version;
}

function sweepAll({ rooms, sockets, tokens }: Parts): void {
  sockets.tick();
  rooms.sweep();
  tokens.sweep();
}

/** A laptop that moved to another network gets a certificate with its new address. */
async function renewTls(https: HttpsServer, { config, log }: Parts, now: Tls | null): Promise<Tls> {
  const next = await loadTls(config, Date.now());
  if (next.cert !== now?.cert) {
    https.setSecureContext({ cert: next.cert, key: next.key, minVersion: "TLSv1.2" });
    log.info("a new certificate is in use");
  }
  return next;
}

function linksOf(
  { publicUrl }: ServerConfig,
  port: number,
  httpsPort: number | null,
  tls: Tls | null,
): Links {
  const { names, addresses } = lanNames();
  const hosts = [...addresses.map(bracketed), ...names.filter((name) => name !== "localhost")];
  const own = httpsPort === null ? [] : hosts.map((host) => `https://${host}:${httpsPort}`);
  const [first] = hosts;
  return {
    local: `http://localhost:${port}`,
    lan: publicUrl ? [publicUrl.origin] : own,
    trust: tls?.authority && first ? `http://${first}:${port}/trust` : null,
  };
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return address.port;
}

async function closeApp(app: FastifyInstance): Promise<void> {
  await app.close();
}
