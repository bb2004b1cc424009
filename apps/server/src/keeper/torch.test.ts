import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { CeremonyState } from "@visavis/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { CLOSE_CODES } from "../signal-socket.ts";
import { testServer } from "../testing/test-server.ts";
import { pass, TorchSite, until } from "../testing/torch-site.ts";
import { type Visit, VisitingPage } from "../testing/visiting-page.ts";

const running = await testServer();
const { origin } = running;
afterAll(async () => running[Symbol.asyncDispose]());

let rooms = 0;
const newRoom = (): string => `torch-room-${rooms++}`;

type Operator = VisitingPage & { state: CeremonyState | null };

/** An operator who has lit the torch at `starter`'s. */
async function light(visit: Visit, starter: TorchSite): Promise<Operator> {
  const page = await VisitingPage.enter({ ...visit, role: "operator" });
  const operator = Object.assign(page, { state: null as CeremonyState | null });
  page.socket.on("message", () => {
    const news = page.told.findLast((message) => message.type === "ceremony");
    if (news?.type === "ceremony" && news.message.type === "state") operator.state = news.message;
  });
  const objects = [{ object: "torch", kind: "torch" as const, starter: starter.self }];
  page.send({
    type: "ceremony",
    message: { type: "prepare", title: "", objects, order: [] },
  });
  page.send({ type: "ceremony", message: { type: "start", inMs: 0 } });
  await until("it burns", () => starter.isSolid());
  return operator;
}

describe("the torch over the WebSocket alone", { timeout: 30_000 }, () => {
  test("[RELAY-24] two sites pass it between themselves; nobody ever sees two", async () => {
    const visit = { origin, room: newRoom() };
    const all = new Set<TorchSite>();
    await using ann = await TorchSite.enter(visit, all);
    await using bob = await TorchSite.enter(visit, all);
    await using operator = await light(visit, ann);
    await using view = await VisitingPage.enter({ ...visit, role: "view" });
    expect(ann.mode).toBe("direct");
    const timesMs: number[] = [];
    for (let i = 0; i < 10; i++) {
      timesMs.push(await pass(ann, bob), await pass(bob, ann));
    }
    await until("everybody knows", () => operator.state?.passes === 20 && bob.holder === ann.self);
    expect(timesMs.toSorted((a, b) => a - b)[10]).toBeLessThan(50);
    expect(ann.overlaps + bob.overlaps).toBe(0);
    expect(operator.state).toMatchObject({
      phase: "running",
      objects: [{ object: "torch", holder: ann.self, isLit: true, passes: 20 }],
    });
    await view.settled();
    expect(view.told.filter(({ type }) => type === "relay").length).toBeGreaterThan(0);
  });

  test("[RELAY-13] with three the server commits", async () => {
    const visit = { origin, room: newRoom() };
    const all = new Set<TorchSite>();
    await using ann = await TorchSite.enter(visit, all);
    await using bob = await TorchSite.enter(visit, all);
    await using operator = await light(visit, ann);
    const term = ann.term();
    await using cyn = await TorchSite.enter({ ...visit, role: "guest" }, all);
    await until("the third is seen", () => ann.term() > term && ann.isSolid());
    expect(ann.mode).toBe("keeper");
    await pass(ann, bob);
    await pass(bob, cyn);
    await pass(cyn, ann);
    await until("the server counts three", () => operator.state?.passes === 3);
    expect([ann, bob, cyn].map(({ overlaps }) => overlaps)).toEqual([0, 0, 0]);
  });

  test("[RELAY-25] a holder who loads his page anew has it back in a round trip or two", async () => {
    const visit = { origin, room: newRoom() };
    const all = new Set<TorchSite>();
    const old = await TorchSite.enter(visit, all);
    await using bob = await TorchSite.enter(visit, all);
    await using operator = await light(visit, old);
    const { seatToken } = old;
    const term = old.term();
    await new Promise((resolve) => setTimeout(resolve, 600));
    await old[Symbol.asyncDispose]();
    await using ann = await TorchSite.enter({ ...visit, seatToken }, all);
    const startMs = performance.now();
    await until("he has it back", () => ann.isSolid());
    expect(performance.now() - startMs).toBeLessThan(500);
    expect(ann.term()).toBe(term + 1);
    expect(ann.overlaps + bob.overlaps).toBe(0);
    expect(operator.state?.objects[0]?.holder).toBe(ann.self);
  });

  test("[RELAY-21] when the ceremony is cleared away nobody shows it", async () => {
    const visit = { origin, room: newRoom() };
    await using ann = await TorchSite.enter(visit);
    await using operator = await light(visit, ann);
    operator.send({ type: "ceremony", message: { type: "clear" } });
    await until("it is gone", () => !ann.isSolid());
    await using late = await TorchSite.enter(visit);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect([ann.isSolid(), late.isSolid()]).toEqual([false, false]);
    await using again = await light(visit, late);
    expect([ann.isSolid(), late.isSolid()]).toEqual([false, true]);
    await again.settled();
  });

  test("[RELAY-26] a liar changes nothing, is named, and is shown out by the operator", async () => {
    const visit = { origin, room: newRoom() };
    const all = new Set<TorchSite>();
    await using ann = await TorchSite.enter(visit, all);
    await using bob = await TorchSite.enter(visit, all);
    const eve = await VisitingPage.enter({ ...visit, role: "guest" });
    const say = (message: object, to: "keeper" | typeof ann.self = "keeper"): void =>
      eve.send({ type: "relay", to, message: JSON.stringify(message) });
    const life = { incarnation: "evesevilife" };
    say({ type: "ping", ...life, sentAtMs: 0, holdings: [] });
    await using operator = await light(visit, ann);
    const torch = { object: "torch", term: ann.term(), seq: 0 };
    const bond = { ...life, offer: "o1", nonce: "n1" };
    for (const lie of [
      { type: "transfer", ...torch, ...bond, to: eve.welcome.self },
      { type: "held", ...torch, ...life },
      { type: "held", ...torch, seq: 5, ...life },
      { type: "held", ...torch, term: Number.MAX_SAFE_INTEGER, ...life },
      { type: "revoked", ...torch, term: torch.term + 1e6, ...life },
      { type: "mint", ...torch, ...life, mode: "direct" },
      { type: "mint" },
    ]) {
      say(lie);
    }
    eve.send({ type: "relay", to: "keeper", message: "no message at all" });
    for (const peer of [ann.self, bob.self]) {
      say({ type: "mint", object: "torch", term: 1e15, mode: "direct", ...life }, peer);
      say({ type: "revoke", object: "torch", term: 1e15 }, peer);
      say({ type: "commit", ...torch, seq: 1, giver: ann.self, ...bond }, peer);
    }
    for (let i = 0; i < 200; i++) say({ type: "held", ...torch, ...life });
    await until("she is named", () => (operator.state?.suspects[0]?.count ?? 0) >= 100);
    expect(operator.state?.suspects).toMatchObject([{ peer: eve.welcome.self }]);
    expect(ann.isSolid() && !bob.isSolid()).toBe(true);
    await pass(ann, bob);
    operator.send({ type: "ceremony", message: { type: "remove", peer: eve.welcome.self } });
    expect((await eve.closed).code).toBe(CLOSE_CODES.removed);
    const { seatToken } = eve.welcome;
    await using again = await VisitingPage.say({ ...visit, role: "guest", seatToken });
    expect((await again.hear("refused")).code).toBe("removed");
    await pass(bob, ann);
    expect(ann.overlaps + bob.overlaps).toBe(0);
  });

  test("[RELAY-24] whoever goes on flooding is shown out, and calls never feel it", async () => {
    const visit = { origin, room: newRoom() };
    await using eve = await VisitingPage.enter(visit);
    const relay = JSON.stringify({ type: "relay", to: "keeper", message: "x" });
    for (let i = 0; i < 300; i++) eve.socket.send(relay);
    await eve.settled();
    for (let i = 0; i < 300; i++) eve.socket.send(relay);
    expect((await eve.closed).code).toBe(CLOSE_CODES["rate-limited"]);
  });
});

const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A server in a process of its own, that can be killed. */
class OtherServer implements AsyncDisposable {
  readonly #child: ChildProcess;
  #output = "";

  constructor(dataDir: string, isFirstStart: boolean) {
    const program = `
      import { readConfig } from ${JSON.stringify(at("../config.ts"))};
      import { startServer } from ${JSON.stringify(at("../start-server.ts"))};
      const env = { HOST: "127.0.0.1", PORT: "0", HTTPS_PORT: "off", LOG_LEVEL: "silent" };
      const config = readConfig({ ...env, DATA_DIR: ${JSON.stringify(dataDir)} });
      const server = await startServer(config, { distFolder: "/", isFirstStart: ${isFirstStart} });
      console.log("port " + server.port);`;
    this.#child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (data: Buffer) => (this.#output += data.toString("utf8")));
    }
  }

  async origin(): Promise<string> {
    await until(`it runs: ${this.#output}`, () => /port \d+/.test(this.#output), 20_000);
    return `http://localhost:${/port (\d+)/.exec(this.#output)?.[1]}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await gone;
  }
}

test(
  "[RELAY-14] a server that is killed and started again knows term and holder, and lowers no term",
  { timeout: 60_000 },
  async () => {
    await using place = await mkdtempDisposable(path.join(tmpdir(), "visavis-kill-"));
    const all = new Set<TorchSite>();
    const first = new OtherServer(place.path, true);
    const visit = { origin: await first.origin() };
    await using ann = await TorchSite.enter(visit, all);
    await using bob = await TorchSite.enter(visit, all);
    const operator = await light(visit, ann);
    await pass(ann, bob);
    await until("it is written", () => operator.state?.passes === 1);
    const term = bob.term();
    await first[Symbol.asyncDispose]();
    await using second = new OtherServer(place.path, false);
    const then = { origin: await second.origin() };
    await Promise.all([ann.reconnect(then), bob.reconnect(then)]);
    expect(bob.isSolid()).toBe(true);
    await until("everybody knows the holder", () => ann.holder === bob.self);
    await pass(bob, ann);
    expect([ann.term(), bob.term()]).toEqual([term, term]);
    await using again = await VisitingPage.enter({ ...then, role: "operator" });
    const { message } = await again.hear("ceremony");
    expect(message).toMatchObject({ phase: "running", objects: [{ holder: ann.self }] });
    expect(ann.overlaps + bob.overlaps).toBe(0);
  },
);
