import { VisavisError } from "@visavis/protocol";
import * as v from "valibot";
import { type ModelName, modelName } from "./parameters.ts";
import { proofOf, type RoomKey } from "./room-link.ts";

const GLB = "model/gltf-binary";
const TIMEOUT_MS = 30_000;
const given = v.object({ object: v.pipe(v.string(), v.regex(/^model-[0-9a-f]{24}$/)) });

/** Gives the room a file to hand around. The file has been checked before. */
export async function giveModel(key: RoomKey, glb: ArrayBuffer): Promise<ModelName> {
  const headers = { ...(await authorization(key)), "content-type": GLB };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const path = `/api/v1/rooms/${key.room}/models`;
  const answer = await fetch(path, { method: "POST", headers, body: glb, signal }).catch(
    (cause: unknown) => {
      throw new VisavisError("connection-lost", "the server does not answer", { cause });
    },
  );
  if (answer.status === 429) throw new VisavisError("rate-limited", "too many files");
  const said = v.safeParse(given, await answer.json().catch(() => null));
  if (!answer.ok || !said.success) throw new VisavisError("link-wrong", `file: ${answer.status}`);
  return modelName(said.output.object);
}

/** Null where the server does not have it, or does not answer. */
export async function fetchModel(key: RoomKey, name: string): Promise<ArrayBuffer | null> {
  const headers = await authorization(key);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const path = `/api/v1/rooms/${key.room}/models/${name}`;
  const answer = await fetch(path, { headers, signal }).catch(() => null);
  return answer?.ok ? answer.arrayBuffer() : null;
}

async function authorization(key: RoomKey): Promise<{ readonly authorization: string }> {
  return { authorization: `Room ${await proofOf(key)}` };
}
