import { type Certificate, parseCertificate, VisavisError } from "@visavis/protocol";
import * as v from "valibot";
import { proofOf, type RoomKey } from "../room-link.ts";

const TIMEOUT_MS = 10_000;
const summary = v.object({ certificate: v.string(), title: v.string(), startedAt: v.string() });
const list = v.object({ ceremonies: v.array(summary) });

export type CeremonySummary = v.InferOutput<typeof summary>;

/** Where its page is, on this server. */
export function certificatePath(certificate: string): string {
  return `/certificate/${certificate}`;
}

/** Null when there is none of that name. Throws `connection-lost`. */
export async function fetchCertificate(certificate: string): Promise<Certificate | null> {
  const answer = await ask(`/api/v1/certificates/${encodeURIComponent(certificate)}`);
  return answer === null ? null : parseCertificate(answer);
}

/** What was held in this room before, the newest first. Throws `connection-lost`. */
export async function fetchCeremonies(key: RoomKey): Promise<readonly CeremonySummary[]> {
  const headers = { authorization: `Room ${await proofOf(key)}` };
  const answer = v.safeParse(list, await ask(`/api/v1/rooms/${key.room}/ceremonies`, headers));
  return answer.success ? answer.output.ceremonies : [];
}

async function ask(path: string, headers: Record<string, string> = {}): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(path, { headers, signal, cache: "no-store" });
    if (answer.ok) return await answer.json();
    if (answer.status === 404 || answer.status === 400) return null;
    throw new Error(`answered ${answer.status}`);
  } catch (cause) {
    throw new VisavisError("connection-lost", "the server does not answer", { cause });
  }
}
