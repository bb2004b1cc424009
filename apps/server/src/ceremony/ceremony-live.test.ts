import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type CeremonyNews, type CeremonyRequest, parseCertificate } from "@visavis/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JPEG, PNG } from "../testing/pictures.ts";
import { testServer, type TestServer } from "../testing/test-server.ts";
import { pass, TorchSite, until } from "../testing/torch-site.ts";
import { proofOf, type Visit, VisitingPage } from "../testing/visiting-page.ts";

let running: TestServer;
beforeAll(async () => void (running = await testServer()));
afterAll(async () => running[Symbol.asyncDispose]());

let rooms = 0;
const BEIJING = { latitudeDeg: 39.9042, longitudeDeg: 116.4074 };
const SHANGHAI = { latitudeDeg: 31.2304, longitudeDeg: 121.4737 };

type State = Extract<CeremonyNews, { type: "state" }>;

/** A page that follows the ceremony. */
class Follower {
  readonly page: VisitingPage;
  state: State | null = null;
  permit: Extract<CeremonyNews, { type: "picture-permit" }> | null = null;

  constructor(page: VisitingPage) {
    this.page = page;
    page.socket.on("message", () => {
      for (const { type, ...rest } of page.told.splice(0)) {
        if (type !== "ceremony" || !("message" in rest) || typeof rest.message === "string")
          continue;
        if (rest.message.type === "state") this.state = rest.message;
        else if (rest.message.type === "picture-permit") this.permit = rest.message;
      }
    });
  }

  say(message: CeremonyRequest): void {
    this.page.send({ type: "ceremony", message });
  }
}

/** Two sites in two towns, each with a torch, and an operator who has begun. */
async function begun({ origin } = running, wantsPicture = true) {
  const visit: Visit = { origin, room: `hall-${rooms++}` };
  const ann = await TorchSite.enter({ ...visit, site: { name: "Ann", place: "Beijing" } });
  const bob = await TorchSite.enter({ ...visit, site: { name: "Bob", place: "Shanghai" } });
  const operator = new Follower(await VisitingPage.enter({ ...visit, role: "operator" }));
  operator.say({ type: "locate", peer: ann.self, coordinates: BEIJING });
  operator.say({ type: "locate", peer: bob.self, coordinates: SHANGHAI });
  operator.say({
    type: "prepare",
    title: "A thousand kilometres",
    objects: [
      { object: "torch", kind: "torch", starter: ann.self },
      { object: "second", kind: "torch", starter: bob.self },
    ],
    order: [bob.self],
    wantsPicture,
  });
  operator.say({ type: "start", inMs: 50 });
  await until("the countdown is seen", () => operator.state?.phase === "countdown");
  expect(operator.state?.startsAtMs).toBeGreaterThan(Date.now() - 1000);
  await until("both burn", () => ann.isSolid("torch") && bob.isSolid("second"));
  const certificate = operator.state?.certificate ?? "";
  const end = async (): Promise<void> => {
    for (const page of [ann, bob, operator.page]) await page[Symbol.asyncDispose]();
  };
  return { visit, ann, bob, operator, certificate, end };
}

async function permitFor(site: Follower): Promise<string> {
  const before = site.permit;
  site.say({ type: "picture-permit" });
  await until("an answer comes", () => site.permit !== before);
  return site.permit?.permit ?? "";
}

function at({ origin, room }: Visit, rest: string): string {
  return `${origin}/api/v1/rooms/${room}/ceremonies${rest}`;
}

function say(site: TorchSite, message: CeremonyRequest): void {
  site.page.send({ type: "ceremony", message });
}

async function status(url: string, headers = {}): Promise<number> {
  return (await fetch(url, { headers })).status;
}

async function upload(
  url: string,
  bytes: Buffer,
  { permit = "", type = "image/png" }: { permit?: string | null; type?: string },
): Promise<number> {
  const headers = { authorization: `Picture ${permit}`, "content-type": type };
  return (await fetch(url, { method: "POST", headers, body: new Uint8Array(bytes) })).status;
}

describe("a ceremony", { timeout: 30_000 }, () => {
  test("[CER-8] leaves a certificate: who, when, how far apart, how long the kiss", async () => {
    const { visit, ann, bob, operator, certificate, end } = await begun();
    await pass(ann, bob);
    await until("it is counted", () => operator.state?.passes === 1);
    const { term } = { term: ann.term() };
    ann.page.send({
      type: "ceremony",
      message: { type: "passed", object: "torch", term, seq: 1, commitMs: 31.5 },
    });
    await pass(bob, ann);
    say(ann, { type: "kiss-started", object: "torch", distanceM: 0.1 });
    say(ann, { type: "kiss-started", object: "second", distanceM: 0.1 });
    say(bob, { type: "kiss-started", object: "second", distanceM: 0.11 });
    await until("they kiss", () => operator.state?.phase === "kiss");
    expect(operator.state?.objects.map(({ isLit }) => isLit)).toEqual([true, true]);
    say(ann, { type: "kiss-ended", object: "torch", lengthMs: 1210 });
    say(bob, { type: "kiss-ended", object: "second", lengthMs: 1310 });
    await until("the kiss is over", () => operator.state?.phase === "running");
    await until("its length is known", () => operator.state?.kissS === 1.3);
    operator.say({ type: "finish" });
    await until("it is over", () => operator.state?.phase === "done");
    const reply = await fetch(`${visit.origin}/api/v1/certificates/${certificate}`);
    expect(reply.headers.get("cache-control")).toBe("no-store");
    const shown = parseCertificate(await reply.json());
    const [annParty, bobParty] = [
      { name: "Ann", place: "Beijing" },
      { name: "Bob", place: "Shanghai" },
    ];
    expect(shown).toMatchObject({
      certificate,
      title: "A thousand kilometres",
      objects: [{ object: "torch" }, { object: "second" }],
      places: [
        { ...annParty, coordinates: BEIJING },
        { ...bobParty, coordinates: SHANGHAI },
      ],
      passes: [
        { object: "torch", from: annParty, to: bobParty, commitMs: 31.5 },
        { object: "torch", from: bobParty, to: annParty, commitMs: null },
      ],
      kisses: [{ lengthS: 1.3, between: [annParty, bobParty] }],
      picture: null,
    });
    expect(shown.distanceKm).toBeCloseTo(1067, -1);
    expect(Date.parse(shown.endedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(shown.startedAt));
    await end();
  });

  test("[CER-8] is for the room by its proof, for others by its certificate's name, and for nobody else", async () => {
    const { visit, certificate, end } = await begun();
    const proof = { authorization: `Room ${proofOf(visit.room ?? "")}` };
    const list = await fetch(at(visit, ""), { headers: proof });
    const summary = { certificate, title: "A thousand kilometres" };
    expect(await list.json()).toMatchObject({ ceremonies: [summary] });
    expect(await status(at(visit, `/${certificate}`), proof)).toBe(200);
    const wrong = { authorization: `Room ${proofOf("blue-room", "guess")}` };
    for (const headers of [{}, wrong, { authorization: proofOf(visit.room ?? "") }]) {
      expect(await status(at(visit, ""), headers)).toBe(404);
      expect(await status(at(visit, `/${certificate}`), headers)).toBe(404);
    }
    const other = { ...visit, room: "another-hall" };
    await using elsewhere = await VisitingPage.enter(other);
    const otherProof = { authorization: `Room ${proofOf(other.room)}` };
    expect(await status(at(other, `/${certificate}`), otherProof)).toBe(404);
    expect(await status(at({ ...visit, room: "unclaimed" }, ""), otherProof)).toBe(404);
    const api = `${visit.origin}/api/v1/certificates`;
    expect(await status(`${api}/${certificate.slice(1)}A`)).toBe(404);
    expect(await status(`${api}/%00`)).toBe(404);
    expect(await status(`${visit.origin}/certificate/${certificate}`)).toBe(200);
    expect(await status(`${visit.origin}/certificate/${certificate.slice(1)}A`)).toBe(404);
    await elsewhere.settled();
    await end();
  });

  test("[CER-9] takes one picture, by a site's permit, and shows it as nothing but a picture", async () => {
    const { visit, ann, bob, operator, certificate, end } = await begun();
    const follower = new Follower(ann.page);
    const other = new Follower(bob.page);
    const url = at(visit, `/${certificate}/picture`);
    expect(await upload(url, PNG, { permit: "guess" })).toBe(403);
    const used = await permitFor(follower);
    expect(await upload(url, Buffer.from("<svg/>"), { permit: used })).toBe(400);
    expect(await upload(url, PNG, { permit: used })).toBe(403);
    const large = Buffer.concat([PNG.subarray(0, 8), Buffer.alloc(2 * 1024 * 1024)]);
    expect(await upload(url, large, { permit: await permitFor(follower) })).toBe(413);
    const wrong = { permit: await permitFor(follower), type: "text/html" };
    expect(await upload(url, PNG, wrong)).toBe(415);
    const elsewhere = at({ ...visit, room: "another-hall" }, `/${certificate}/picture`);
    expect(await upload(elsewhere, PNG, { permit: await permitFor(follower) })).toBe(403);
    const [first, second] = [await permitFor(follower), await permitFor(other)];
    expect(await upload(url, JPEG, { permit: first, type: "image/jpeg" })).toBe(201);
    expect(await upload(url, PNG, { permit: second })).toBe(409);
    await until("everybody knows", () => operator.state?.hasPicture === true);
    expect(await permitFor(other)).toBe("");
    const picture = `/api/v1/certificates/${certificate}/picture`;
    const shown = await fetch(`${visit.origin}${picture}`);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(JPEG);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      "content-type": "image/jpeg",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
    });
    const page = await fetch(`${visit.origin}/api/v1/certificates/${certificate}`);
    expect(await page.json()).toMatchObject({ picture });
    await end();
  });

  test("[CER-9] wants no picture where nobody asked for one", async () => {
    const { ann, certificate, visit, end } = await begun(running, false);
    expect(await permitFor(new Follower(ann.page))).toBe("");
    const url = at(visit, `/${certificate}/picture`);
    expect(await upload(url, PNG, { permit: "" })).toBe(403);
    await end();
  });

  test("[CER-1] is led by operators; sites report of what they hold, and views only watch", async () => {
    const { visit, ann, operator, end } = await begun();
    await using view = await VisitingPage.enter({ ...visit, role: "view" });
    expect(await view.hear("ceremony")).toMatchObject({ message: { phase: "running" } });
    for (const message of [
      { type: "finish" },
      { type: "recall", object: "torch", heir: null },
      { type: "remove", peer: ann.self },
      { type: "kiss-started", object: "torch", distanceM: 0 },
      { type: "picture-permit" },
    ] as const) {
      view.send({ type: "ceremony", message });
      expect((await view.hear("refused")).code).toBe("message-invalid");
    }
    ann.page.send({ type: "ceremony", message: { type: "clear" } });
    operator.say({ type: "kiss-started", object: "torch", distanceM: 0 });
    ann.page.send({ type: "ceremony", message: { type: "picture-permit" } });
    await ann.page.hear("refused");
    expect(operator.state).toMatchObject({ phase: "running", suspects: [] });
    await end();
  });

  test("[CER-6] is remembered over a restart, with all that it left", async () => {
    await using place = await mkdtempDisposable(path.join(tmpdir(), "visavis-cer-"));
    const before = await testServer({}, { dataDir: place.path });
    const { visit, ann, bob, operator, certificate, end } = await begun(before);
    await pass(ann, bob);
    await until("it is counted", () => operator.state?.passes === 1);
    await end();
    await before[Symbol.asyncDispose]();
    await using after = await testServer({}, { dataDir: place.path });
    await using page = await VisitingPage.enter({ ...visit, origin: after.origin });
    const { message } = await page.hear("ceremony");
    expect(message).toMatchObject({ phase: "running", certificate, passes: 1 });
    const reply = await fetch(`${after.origin}/api/v1/certificates/${certificate}`);
    expect(parseCertificate(await reply.json()).passes).toHaveLength(1);
  });
});
