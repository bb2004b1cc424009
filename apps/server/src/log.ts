import { createHash, randomBytes } from "node:crypto";
import { type Logger, pino } from "pino";
import * as v from "valibot";
import type { ServerConfig } from "./config.ts";

/** Whatever slips into a log line under these names is blanked. */
const PRIVATE = ["ticket", "seatToken", "proof", "sdp", "name", "place", "ip", "credential"];

export function createLog({
  logLevel,
  isLogJson,
}: Pick<ServerConfig, "isLogJson" | "logLevel">): Logger {
  const options = {
    level: logLevel,
    base: null,
    redact: PRIVATE.flatMap((name) => [name, `*.${name}`]),
  };
  return isLogJson
    ? pino({ ...options, timestamp: pino.stdTimeFunctions.isoTime })
    : pino(options, { write: (line) => void process.stdout.write(plainLine(line)) });
}

const LEVEL_NAMES: Record<number, string> = { 10: "trace", 20: "debug", 30: "", 40: "warn" };

const entry = v.looseObject({
  level: v.number(),
  time: v.number(),
  msg: v.optional(v.string(), ""),
  err: v.optional(v.object({ stack: v.string() })),
});

/** `12:00:01 message key=value`, for people at a terminal. */
function plainLine(json: string): string {
  const { level, time, msg, err, ...rest } = v.parse(entry, JSON.parse(json));
  const clock = new Date(time).toISOString().slice(11, 19);
  const facts = Object.entries(rest).map(([key, value]) => `${key}=${factOf(value)}`);
  const words = [clock, LEVEL_NAMES[level] ?? "error", msg, ...facts];
  return `${words.filter((word) => word !== "").join(" ")}${err ? `\n${err.stack}` : ""}\n`;
}

function factOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const salt = randomBytes(16);

/** Tells rooms apart within one run of the server without naming them. */
export function roomTag(room: string): string {
  return createHash("sha256").update(salt).update(room).digest("hex").slice(0, 8);
}
