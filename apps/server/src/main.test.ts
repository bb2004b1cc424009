import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempDisposable } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { proofOf, ticketFor, VisitingPage } from "./testing/visiting-page.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

/** The program as people start it. */
class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly exited: Promise<number | null>;
  output = "";

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [main], {
      cwd: tmpdir(),
      env: { ...process.env, ...env },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (data: Buffer) => (this.output += data.toString("utf8")));
    }
    this.exited = new Promise((resolve) => this.#child.on("exit", (code) => resolve(code)));
  }

  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<number | null> {
    this.#child.kill("SIGTERM");
    return this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }
}

const folder = async () => mkdtempDisposable(path.join(tmpdir(), "visavis-main-"));

describe("the program", { timeout: 30_000 }, () => {
  test("shows the links, a code to scan and where to get the certificate, and asks nothing", async () => {
    await using place = await folder();
    await using program = new Program({ PORT: "0", HTTPS_PORT: "0", DATA_DIR: place.path });
    await program.shows(/On this computer {3}http:\/\/localhost:\d+/);
    await program.shows(/\n\n/);
    expect(program.output).not.toContain("?");
    expect(await program.stop()).toBe(0);
  });

  test("[OPS-2] a whole meeting leaves no name, token, address or room in the log", async () => {
    await using place = await folder();
    const env = {
      PORT: "0",
      HTTPS_PORT: "off",
      DATA_DIR: place.path,
      LOG_LEVEL: "trace",
      LOG_JSON: "1",
    };
    await using program = new Program(env);
    const [, port] = await program.shows(/http:\/\/localhost:(\d+)/);
    const visit = { origin: `http://localhost:${port}`, room: "secret-garden" };
    const site = { name: "Zebedee", place: "Atlantis" };
    const page = await VisitingPage.enter({ ...visit, site });
    const ticket = await ticketFor(visit);
    page.send({
      type: "describe",
      to: page.welcome.self,
      fromPage: page.page,
      toPage: page.page,
      description: { type: "offer", sdp: "v=0 candidate 203.0.113.9" },
    });
    page.socket.send("not a message");
    await page.hear("refused");
    page.socket.send("x".repeat(70_000));
    await page.closed;
    expect(await program.stop()).toBe(0);
    expect(program.output).toContain("a page came in");
    const secrets = [
      ticket,
      page.welcome.seatToken,
      proofOf(visit.room),
      "203.0.113.9",
      "127.0.0.1",
    ];
    for (const secret of [
      ...secrets,
      "::1",
      "Zebedee",
      "Atlantis",
      "secret-garden",
      "not a message",
    ]) {
      expect(program.output).not.toContain(secret);
    }
  });

  test("a taken port or a wrong setting ends it with a sentence and status 1", async () => {
    await using place = await folder();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const address = other.address();
    const port = address && typeof address === "object" ? String(address.port) : "";
    const taken = new Program({ PORT: port, HTTPS_PORT: "off", DATA_DIR: place.path });
    expect(await taken.exited).toBe(1);
    expect(taken.output.trim()).toMatch(
      /^Port \d+ is taken by another program; set PORT to a free one/,
    );
    other.close();
    const wrong = new Program({ PORT: "http", ROOM_CAP: "1" });
    expect(await wrong.exited).toBe(1);
    expect(wrong.output.trim().split("\n")).toHaveLength(2);
  });

  test("[OPS-1] a page is told to come back when the server stops", async () => {
    await using place = await folder();
    await using program = new Program({ PORT: "0", HTTPS_PORT: "off", DATA_DIR: place.path });
    const [, port] = await program.shows(/http:\/\/localhost:(\d+)/);
    const page = await VisitingPage.enter({ origin: `http://localhost:${port}` });
    const startMs = performance.now();
    expect(await program.stop()).toBe(0);
    expect((await page.closed).code).toBe(1001);
    expect(performance.now() - startMs).toBeLessThan(2000);
  });
});
