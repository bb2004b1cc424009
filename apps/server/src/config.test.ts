import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const SECRET = "q5Zb0pXvC8eRk2mT7yWn4sJd9gLh3fUaQ6oVxIzKtEw";

function sentencesFor(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.sentences;
    throw error;
  }
}

describe("configuration", () => {
  test("an empty environment is a working one, and blanks count as not set", () => {
    expect(readConfig({})).toMatchObject({
      port: 8080,
      httpsPort: 8443,
      roomCap: 4,
      metrics: null,
    });
    expect(readConfig({ PORT: "", TURN_SECRET: " " })).toEqual(readConfig({}));
  });

  test("every wrong value is named, each in one sentence", () => {
    const sentences = sentencesFor({
      PORT: "http",
      ROOM_CAP: "99",
      PUBLIC_URL: "example.org",
      TRUST_PROXY: "yes",
      ALLOWED_ORIGINS: "https://a.example/path",
      STUN_URLS: "stun.example.org",
      TURN_URLS: "turn:turn.example.org:3478",
      LOG_LEVEL: "loud",
      TLS_CERT_FILE: "/no/such/file",
    });
    const names = ["PORT", "ROOM_CAP", "PUBLIC_URL", "TRUST_PROXY", "ALLOWED_ORIGINS", "STUN_URLS"];
    for (const name of [...names, "TURN_URLS", "LOG_LEVEL", "TLS_CERT_FILE"]) {
      expect(
        sentences.some((sentence) => sentence.startsWith(`${name} is `)),
        name,
      ).toBe(true);
    }
    expect(sentences).toContain('PORT is "http"; it must be a whole number from 0 to 65535.');
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z_]+ .+\.$/);
  });

  test("[J2] a short or guessable secret is refused, and not shown", () => {
    expect(sentencesFor({ TOKEN_SECRET: "hunter2" })).toEqual([
      "TOKEN_SECRET must have at least 32 characters.",
    ]);
    const [guessable] = sentencesFor({ TOKEN_SECRET: "changemechangemechangemechangeme" });
    expect(guessable).toMatch(/^TOKEN_SECRET is too easy to guess/);
  });

  test("a secret can come from a file, but not from both places", async () => {
    await using place = await mkdtempDisposable(path.join(tmpdir(), "visavis-config-"));
    const file = path.join(place.path, "secret");
    await writeFile(file, `${SECRET}\n`);
    const turn = { TURN_URLS: "turns:turn.example.org:5349?transport=tcp" };
    expect(readConfig({ ...turn, TURN_SECRET_FILE: file }).turn?.secret).toBe(SECRET);
    expect(sentencesFor({ TOKEN_SECRET: SECRET, TOKEN_SECRET_FILE: file })).toHaveLength(1);
    expect(sentencesFor({ TOKEN_SECRET_FILE: "/no/such/file" })).toHaveLength(1);
  });

  test("[T5] a TURN password is good for an hour at most", () => {
    expect(sentencesFor({ TURN_TTL_S: "86400" })).toHaveLength(1);
    expect(sentencesFor({ TURN_SECRET: SECRET })).toEqual([
      "TURN_SECRET is set but TURN_URLS is not; set both or neither.",
    ]);
  });

  test("proxies are hops or addresses", () => {
    expect(readConfig({ TRUST_PROXY: "1" }).trustProxy).toBe(1);
    expect(readConfig({ TRUST_PROXY: "10.0.0.1, 10.1.0.0/16" }).trustProxy).toEqual([
      "10.0.0.1",
      "10.1.0.0/16",
    ]);
    expect(readConfig({ TRUST_PROXY: "off" }).trustProxy).toBe(false);
  });

  test("ports must differ, unless they are free ones", () => {
    expect(sentencesFor({ PORT: "8443" })).toHaveLength(1);
    expect(sentencesFor({ PORT: "0", HTTPS_PORT: "0" })).toEqual([]);
  });

  test("the template is valid, and holds no working secret", async () => {
    const text = await readFile(new URL("../../../.env.example", import.meta.url), "utf8");
    const lines = text.split("\n").filter((line) => /^[A-Z]/.test(line));
    const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/).slice(0, 2)));
    expect(readConfig(env)).toEqual(readConfig({}));
    expect(env).toMatchObject({ TURN_SECRET: "", TOKEN_SECRET: "" });
  });
});
