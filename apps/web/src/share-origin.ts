import { type ReadonlySignal, signal } from "@preact/signals";
import * as v from "valibot";

const answer = v.object({ lan: v.array(v.pipe(v.string(), v.url())) });
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const TIMEOUT_MS = 5000;

const origin = signal(globalThis.location?.origin ?? "");
let isAsked = false;

/** Where other devices reach this server: on the server's own machine that is not `localhost`. */
export function shareOrigin(): ReadonlySignal<string> {
  if (!isAsked && LOOPBACK.test(location.hostname)) void ask();
  isAsked = true;
  return origin;
}

async function ask(): Promise<void> {
  try {
    const reply = await fetch("/api/v1/links", { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const links = v.safeParse(answer, await reply.json());
    const first = links.success ? links.output.lan[0] : undefined;
    if (first) origin.value = new URL(first).origin;
  } catch {
    // A server that does not tell: the link as it stands is right for this machine at least.
  }
}
