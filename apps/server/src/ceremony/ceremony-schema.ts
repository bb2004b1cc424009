import { peerIdSchema } from "@visavis/protocol";
import * as v from "valibot";
import type { Ceremony } from "./ceremony.ts";

const at = v.nullable(v.number());

/** A ceremony as it is kept on disk between two lives of the server. */
const keptCeremony = v.object({
  phase: v.picklist(["idle", "countdown", "running", "kiss", "done"]),
  title: v.string(),
  objects: v.array(
    v.object({
      object: v.string(),
      kind: v.picklist(["torch", "scroll", "model"]),
      starter: v.nullable(peerIdSchema),
      isLit: v.boolean(),
      passes: v.number(),
    }),
  ),
  order: v.array(peerIdSchema),
  wantsPicture: v.optional(v.boolean(), false),
  startsAtMs: at,
  startedAtMs: at,
  endedAtMs: at,
  lastPassAtMs: at,
  kissMs: at,
});

export function encodeCeremony(ceremony: Ceremony): string {
  return JSON.stringify({ ...ceremony, kissReports: undefined });
}

/** A kiss that was going on when the server stopped is over. */
export function decodeCeremony(text: string): Ceremony {
  const kept = v.parse(keptCeremony, JSON.parse(text));
  return { ...kept, phase: kept.phase === "kiss" ? "running" : kept.phase, kissReports: [] };
}
