import { type CeremonyNews, Emitter, parseRoomId } from "@visavis/protocol";
import type { TransportEvents } from "@visavis/transport";
import { expect, test } from "vitest";
import { PictureSender } from "./picture-sender.ts";

const CERTIFICATE = "c".repeat(22);
const picture = new Blob(["jpeg"], { type: "image/jpeg" });

/** A server that answers in turn, and gives a new permit each time. */
class FakeServer {
  readonly events = new Emitter<TransportEvents>();
  readonly posts: { url: string; authorization: string | null; body: unknown }[] = [];
  readonly late: boolean[] = [];
  readonly #answers: (number | "cut")[];
  readonly #hasRoom: boolean;
  #permits = 0;

  constructor(answers: (number | "cut")[], hasRoom = true) {
    this.#answers = answers;
    this.#hasRoom = hasRoom;
  }

  askCeremony(): boolean {
    const permit = this.#hasRoom ? `permit-${++this.#permits}` : null;
    const news: CeremonyNews = { type: "picture-permit", certificate: CERTIFICATE, permit };
    queueMicrotask(() => this.events.emit("ceremonyNews", news));
    return true;
  }

  async post(url: string, { headers, body }: RequestInit): Promise<{ status: number }> {
    const authorization = new Headers(headers).get("authorization");
    this.posts.push({ url, authorization, body });
    const answer = this.#answers.shift() ?? 201;
    if (answer === "cut") throw new TypeError("no way to the server");
    return { status: answer };
  }
}

function senderTo(server: FakeServer, stop = new AbortController()): PictureSender {
  return new PictureSender({
    room: parseRoomId("hall"),
    transport: server,
    signal: stop.signal,
    onLate: (isLate) => server.late.push(isLate),
    post: async (url, init) => server.post(url, init),
    waitsMs: [1],
  });
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60));
}

test("[CER-9] a picture goes out under a permit, and under a new one when that came to nothing", async () => {
  const server = new FakeServer(["cut", 503, 201]);
  senderTo(server).send(picture);
  await settled();
  expect(server.posts.map(({ authorization }) => authorization)).toEqual([
    "Picture permit-1",
    "Picture permit-2",
    "Picture permit-3",
  ]);
  expect(server.posts[0]).toMatchObject({
    url: `/api/v1/rooms/hall/ceremonies/${CERTIFICATE}/picture`,
    body: picture,
  });
  expect(server.late).toEqual([false, true, true, false]);
});

test.each([409, 413])("[CER-9] %s is the last word", async (status) => {
  const server = new FakeServer([status]);
  senderTo(server).send(picture);
  await settled();
  expect(server.posts).toHaveLength(1);
  expect(server.late.at(-1)).toBe(status === 413);
});

test("[CER-9] without a permit nothing is sent", async () => {
  const server = new FakeServer([], false);
  senderTo(server).send(picture);
  await settled();
  expect(server.posts).toEqual([]);
  expect(server.late.at(-1)).toBe(false);
});

test("whoever leaves the page sends no more", async () => {
  const stop = new AbortController();
  const server = new FakeServer(["cut", "cut", "cut", "cut"]);
  senderTo(server, stop).send(picture);
  stop.abort();
  await settled();
  expect(server.posts.length).toBeLessThan(2);
  expect(server.late.at(-1)).toBe(false);
});
