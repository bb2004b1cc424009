import { readFileSync } from "node:fs";
import * as v from "valibot";

interface TurnConfig {
  readonly urls: readonly string[];
  /** Shared with coturn's `static-auth-secret`; never leaves the server. */
  readonly secret: string;
  readonly ttlS: number;
}

/** How often one address may knock. Addresses of this machine are exempt when `isLoopbackExempt`. */
interface Limits {
  readonly ticketsPerMinute: number;
  readonly upgradesPerMinute: number;
  readonly isLoopbackExempt: boolean;
}

export interface ServerConfig {
  /** Null: every address, IPv6 and IPv4. */
  readonly host: string | null;
  readonly port: number;
  /** Null: no HTTPS of our own, because something in front ends it. */
  readonly httpsPort: number | null;
  readonly publicUrl: URL | null;
  /** What Fastify may believe of `X-Forwarded-*`: hops, or addresses of proxies. */
  readonly trustProxy: false | number | string[];
  readonly allowedOrigins: readonly string[];
  readonly allowedEmbedOrigins: readonly string[];
  /** The operator's own certificate; null: one signed by an authority made here. */
  readonly tlsFiles: { readonly certFile: string; readonly keyFile: string } | null;
  readonly stunUrls: readonly string[];
  readonly turn: TurnConfig | null;
  /** Signs tickets and seats; null: made at random and kept in `dataDir`. */
  readonly tokenSecret: string | null;
  readonly roomCap: number;
  readonly viewCap: number;
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  readonly isLogJson: boolean;
  readonly metrics: { readonly host: string; readonly port: number } | null;
  readonly limits: Limits;
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that is wrong with the environment, one clear sentence each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly sentences: readonly string[];

  constructor(sentences: readonly string[]) {
    super(sentences.join("\n"));
    this.sentences = sentences;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** RFC 8725 wants a key at least as long as the hash; 32 characters of base64 or hex and more. */
const MIN_SECRET_CHARACTERS = 32;
const MIN_DISTINCT_CHARACTERS = 10;
/** A credential that leaks must be worthless soon; coturn checks it only for new allocations. */
const MAX_TURN_TTL_S = 3600;

function whole(min: number, max: number, fallback: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,9}$/, message),
      v.transform(Number),
      v.minValue(min, message),
      v.maxValue(max, message),
    ),
    String(fallback),
  );
}

function orOff(min: number, max: number, fallback: number | null) {
  const off = v.pipe(
    v.picklist(["off"]),
    v.transform(() => null),
  );
  const message = `must be a whole number from ${min} to ${max}, or "off"`;
  return v.optional(
    v.union([off, v.unwrap(whole(min, max, 0))], message),
    fallback === null ? "off" : String(fallback),
  );
}

const items = v.transform((text: string) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== ""),
);

function list(test: (item: string) => boolean, message: string) {
  return v.optional(v.pipe(v.string(), items, v.everyItem(test, message)), "");
}

function isOrigin(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "") && URL.parse(text)?.origin === text;
}

const isFlag = v.optional(
  v.pipe(
    v.picklist(["0", "1", "false", "true"], 'must be "1" or "0"'),
    v.transform((text) => text === "1" || text === "true"),
  ),
  "0",
);

const trustProxy = v.optional(
  v.pipe(
    v.string(),
    v.regex(
      /^(?:off|\d|[\da-f.:/]{3,}(?:\s*,\s*[\da-f.:/]{3,})*)$/i,
      'must be "off", the number of proxies in front (such as 1), or their addresses with commas between',
    ),
    v.transform((text) => {
      if (text === "off" || text === "0") return false as const;
      return /^\d$/.test(text) ? Number(text) : text.split(",").map((address) => address.trim());
    }),
  ),
  "off",
);

const originList = (what: string) =>
  list(isOrigin, `must be origins such as https://example.org with commas between (${what})`);

const secret = v.optional(
  v.pipe(
    v.string(),
    v.minLength(MIN_SECRET_CHARACTERS, `must have at least ${MIN_SECRET_CHARACTERS} characters`),
    v.check(
      (text) => new Set(text).size >= MIN_DISTINCT_CHARACTERS,
      "is too easy to guess; make one with: openssl rand -base64 32",
    ),
  ),
);

const environment = v.object({
  HOST: v.optional(
    v.pipe(v.string(), v.regex(/^[\w.:-]+$/, "must be an address or a host name to listen on")),
  ),
  PORT: whole(0, 65_535, 8080),
  HTTPS_PORT: orOff(0, 65_535, 8443),
  PUBLIC_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(isOrigin, "must be the address people open, such as https://meet.example.org"),
      v.transform((text) => new URL(text)),
    ),
  ),
  TRUST_PROXY: trustProxy,
  ALLOWED_ORIGINS: originList("pages that may use this server"),
  ALLOWED_EMBED_ORIGINS: originList("sites that may show Visavis in a frame"),
  TLS_CERT_FILE: v.optional(v.string()),
  TLS_KEY_FILE: v.optional(v.string()),
  STUN_URLS: list(
    (url) => /^stuns?:[\w.:[\]-]+$/.test(url),
    "must be addresses such as stun:stun.example.org:3478 with commas between",
  ),
  TURN_URLS: list(
    (url) => /^turns?:[\w.:[\]-]+(?:\?transport=(?:udp|tcp))?$/.test(url),
    "must be addresses such as turn:turn.example.org:3478?transport=udp with commas between",
  ),
  TURN_SECRET: secret,
  TURN_TTL_S: whole(120, MAX_TURN_TTL_S, MAX_TURN_TTL_S),
  TOKEN_SECRET: secret,
  ROOM_CAP: whole(2, 8, 4),
  VIEW_CAP: whole(0, 32, 8),
  DATA_DIR: v.optional(v.string(), ".visavis"),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`), "info"),
  LOG_JSON: isFlag,
  METRICS_HOST: v.optional(v.string(), "127.0.0.1"),
  METRICS_PORT: orOff(0, 65_535, null),
});
type Values = v.InferOutput<typeof environment>;

const PAIRS = [
  ["TLS_CERT_FILE", "TLS_KEY_FILE"],
  ["TURN_URLS", "TURN_SECRET"],
] as const;
const SECRETS: ReadonlySet<string> = new Set(["TURN_SECRET", "TOKEN_SECRET"]);

/** Reads and checks the environment; refuses with every wrong value at once. */
export function readConfig(env: Environment): ServerConfig {
  const sentences: string[] = [];
  const values = withSecretFiles(withoutBlanks(env), sentences);
  const result = v.safeParse(environment, values, { abortPipeEarly: true });
  for (const issue of result.issues ?? []) sentences.push(sentenceOf(issue));
  sentences.push(...contradictionsIn(values));
  if (!result.success || sentences.length > 0) throw new ConfigError(sentences);
  return configOf(result.output);
}

/** `NAME=` in a template or a compose file means "not set". */
function withoutBlanks(env: Environment): Record<string, string> {
  const set = Object.entries(env).map(([name, value]) => [name, value?.trim() ?? ""] as const);
  return Object.fromEntries(set.filter(([, value]) => value !== ""));
}

function withSecretFiles(env: Record<string, string>, sentences: string[]): Record<string, string> {
  const out = { ...env };
  for (const name of SECRETS) {
    const file = env[`${name}_FILE`];
    if (file === undefined) continue;
    if (env[name] !== undefined) {
      sentences.push(`${name} and ${name}_FILE are both set; keep one of them.`);
    } else {
      const text = readOrNull(file);
      if (text === null) sentences.push(`${name}_FILE is "${file}", which cannot be read.`);
      else out[name] = text.trim();
    }
  }
  return out;
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const name = String(issue.path?.[0]?.key);
  const value = issue.path?.[0]?.value;
  const shown = SECRETS.has(name) ? "" : ` is "${String(value)}"; it`;
  return `${name}${shown} ${issue.message}.`;
}

function contradictionsIn(values: Readonly<Record<string, string>>): string[] {
  const sentences: string[] = [];
  for (const pair of PAIRS) {
    const [set, missing] = values[pair[0]] === undefined ? pair.toReversed() : pair;
    if (set === undefined || missing === undefined) continue;
    if (values[set] !== undefined && values[missing] === undefined) {
      sentences.push(`${set} is set but ${missing} is not; set both or neither.`);
    }
  }
  for (const name of ["TLS_CERT_FILE", "TLS_KEY_FILE"] as const) {
    const file = values[name];
    if (file !== undefined && readOrNull(file) === null) {
      sentences.push(`${name} is "${file}", which cannot be read.`);
    }
  }
  const { PORT: port = "8080", HTTPS_PORT: https = "8443", METRICS_PORT: metrics } = values;
  const ports = [port, https, metrics].filter((text) => Number(text) > 0);
  if (new Set(ports).size < ports.length) {
    sentences.push("PORT, HTTPS_PORT and METRICS_PORT must differ from each other.");
  }
  return sentences;
}

function configOf(values: Values): ServerConfig {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TURN_SECRET: turnSecret } = values;
  return {
    host: values.HOST ?? null,
    port: values.PORT,
    httpsPort: values.HTTPS_PORT,
    publicUrl: values.PUBLIC_URL ?? null,
    trustProxy: values.TRUST_PROXY,
    allowedOrigins: values.ALLOWED_ORIGINS,
    allowedEmbedOrigins: values.ALLOWED_EMBED_ORIGINS,
    tlsFiles: certFile && keyFile ? { certFile, keyFile } : null,
    stunUrls: values.STUN_URLS,
    turn: turnSecret
      ? { urls: values.TURN_URLS, secret: turnSecret, ttlS: values.TURN_TTL_S }
      : null,
    tokenSecret: values.TOKEN_SECRET ?? null,
    roomCap: values.ROOM_CAP,
    viewCap: values.VIEW_CAP,
    dataDir: values.DATA_DIR,
    logLevel: values.LOG_LEVEL,
    isLogJson: values.LOG_JSON,
    metrics:
      values.METRICS_PORT === null
        ? null
        : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    limits: { ticketsPerMinute: 60, upgradesPerMinute: 20, isLoopbackExempt: true },
  };
}
