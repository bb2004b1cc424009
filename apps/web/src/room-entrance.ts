import { type ErrorCode, type Role, VisavisError } from "@visavis/protocol";
import * as v from "valibot";
import { type OperatorKey, operatorProofOf, proofOf, type RoomKey } from "./room-link.ts";

const granted = v.object({ ticket: v.string() });
const refused = v.object({
  code: v.picklist(["link-wrong", "message-invalid", "rate-limited", "room-full"]),
});
const TIMEOUT_MS = 10_000;

/** Trades the room's secret for one entrance. A server that does not answer is `connection-lost`. */
export async function requestTicket(
  key: RoomKey,
  role: Exclude<Role, "operator">,
): Promise<string> {
  return trade(key, { proof: await proofOf(key), role });
}

/** The operator shows two proofs. The first operator whom a room sees is its own from then on. */
export async function requestOperatorTicket(key: OperatorKey): Promise<string> {
  const [proof, operatorProof] = await Promise.all([proofOf(key), operatorProofOf(key)]);
  return trade(key, { proof, operatorProof, role: "operator" });
}

async function trade(key: RoomKey, request: object): Promise<string> {
  const body = JSON.stringify(request);
  const answer = await post(`/api/v1/rooms/${key.room}/ticket`, body);
  const json: unknown = await answer.json().catch(() => null);
  const ticket = v.safeParse(granted, json);
  if (answer.ok && ticket.success) return ticket.output.ticket;
  throw new VisavisError(refusalOf(answer.status, json), `ticket refused with ${answer.status}`);
}

async function post(path: string, body: string): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = { "content-type": "application/json" };
  try {
    return await fetch(path, { method: "POST", headers, body, signal, cache: "no-store" });
  } catch (cause) {
    throw new VisavisError("connection-lost", "the server does not answer", { cause });
  }
}

function refusalOf(status: number, json: unknown): ErrorCode {
  const told = v.safeParse(refused, json);
  if (told.success) return told.output.code;
  if (status === 429) return "rate-limited";
  return status === 403 || status === 404 ? "link-wrong" : "connection-lost";
}
