import * as v from "valibot";
import { coordinatesSchema } from "./coordinates.ts";
import { VisavisError } from "./errors.ts";
import { peerIdSchema } from "./ids.ts";
import { shortTextSchema } from "./text.ts";

const object = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/));
/** 128 random bits: whoever has it may read the certificate, and nobody can guess it. */
const certificateId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/));
const permit = v.pipe(v.string(), v.maxLength(64));
const kind = v.picklist(["torch", "scroll", "model"]);
const phase = v.picklist(["idle", "countdown", "running", "kiss", "done"]);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Server clock in ms since 1970; pages learn its offset from `ping` and `pong`. */
const atMs = v.pipe(v.number(), v.finite());
const durationMs = v.pipe(v.number(), v.minValue(0), v.maxValue(600_000));
/** Between the tips; a kiss further apart than the rules allow is not one. */
const distanceM = v.pipe(v.number(), v.minValue(0), v.maxValue(0.15));

const figure = v.pipe(v.number(), v.finite(), v.minValue(0));
const siteHealth = v.object({
  /** How each of the others is seen there, as its ledger says. */
  views: v.pipe(
    v.array(
      v.object({
        peer: peerIdSchema,
        fps: figure,
        freezes: count,
        /** Camera to glass, median; null where it is not known. */
        delayMs: v.nullable(figure),
      }),
    ),
    v.maxLength(16),
  ),
  /** What is wrong there, by the codes of `errors.ts`; a newer page may know more of them. */
  faults: v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(8)),
});

const planned = v.object({
  object,
  kind,
  /** Who has it when the ceremony begins; null: whoever is there. */
  starter: v.nullable(peerIdSchema),
});

const ceremonyRequest = v.variant("type", [
  // From operators.
  v.object({
    type: v.literal("prepare"),
    title: shortTextSchema,
    objects: v.pipe(v.array(planned), v.minLength(1), v.maxLength(4)),
    order: v.pipe(v.array(peerIdSchema), v.maxLength(16)),
    /** Whether sites are asked for a picture of the moment. */
    wantsPicture: v.optional(v.boolean()),
  }),
  v.object({ type: v.literal("start"), inMs: v.pipe(durationMs, v.maxValue(60_000)) }),
  v.object({ type: v.literal("call-off") }),
  v.object({ type: v.literal("recall"), object, heir: v.nullable(peerIdSchema) }),
  v.object({ type: v.literal("finish") }),
  v.object({ type: v.literal("clear") }),
  v.object({
    type: v.literal("locate"),
    peer: peerIdSchema,
    coordinates: v.nullable(coordinatesSchema),
  }),
  v.object({ type: v.literal("remove"), peer: peerIdSchema }),
  // From sites, of the object that they hold. A kiss begins when the tips have been within 12 cm for half a second.
  v.object({ type: v.literal("kiss-started"), object, distanceM }),
  v.object({ type: v.literal("kiss-ended"), object, lengthMs: durationMs }),
  /** From the giver, when the pass is acknowledged: how long it took since letting go. */
  v.object({ type: v.literal("passed"), object, term: count, seq: count, commitMs: durationMs }),
  v.object({ type: v.literal("picture-permit") }),
  /** Brings out what it names where nobody runs a ceremony: a torch, two for a kiss, or something else. */
  v.object({
    type: v.literal("light"),
    objects: v.pipe(v.array(planned), v.minLength(1), v.maxLength(2)),
  }),
  /** Every few seconds while an operator is in the room. */
  v.object({ type: v.literal("health"), health: siteHealth }),
]);

const ceremonyState = v.object({
  type: v.literal("state"),
  /** When the server said so, by its own clock: a page counts down from there by its own. */
  saidAtMs: atMs,
  phase,
  title: v.string(),
  /** Null until one is prepared. */
  certificate: v.nullable(certificateId),
  objects: v.array(
    v.object({
      object,
      kind,
      holder: v.nullable(peerIdSchema),
      /** A torch that is not lit takes its flame from one that is, by a kiss. */
      isLit: v.boolean(),
      passes: count,
    }),
  ),
  order: v.array(peerIdSchema),
  /** When the countdown ends. */
  startsAtMs: v.nullable(atMs),
  startedAtMs: v.nullable(atMs),
  kissStartedAtMs: v.nullable(atMs),
  /** Of the last kiss, to a tenth of a second. */
  kissS: v.nullable(v.number()),
  passes: count,
  lastPassAtMs: v.nullable(atMs),
  wantsPicture: v.boolean(),
  hasPicture: v.boolean(),
  /** For operators only: who said what cannot be true, and how often. */
  suspects: v.array(v.object({ peer: peerIdSchema, count, what: v.string() })),
});

const ceremonyNews = v.variant("type", [
  ceremonyState,
  /** Good for one upload; a null permit: there is nothing to be photographed, or there is a picture. */
  v.object({
    type: v.literal("picture-permit"),
    certificate: v.nullable(certificateId),
    permit: v.nullable(permit),
  }),
  /** For operators only. */
  v.object({ type: v.literal("health"), peer: peerIdSchema, health: siteHealth }),
]);

const party = v.object({ name: v.string(), place: v.string() });
/** RFC 3339, UTC. */
const instant = v.string();

const certificate = v.object({
  certificate: certificateId,
  title: v.string(),
  startedAt: instant,
  endedAt: v.nullable(instant),
  objects: v.array(v.object({ object, kind })),
  /** In the order in which they had the object. */
  places: v.array(v.object({ ...party.entries, coordinates: v.nullable(coordinatesSchema) })),
  /** The way over the ground from place to place; null while a place has no coordinates. */
  distanceKm: v.nullable(v.number()),
  passes: v.array(
    v.object({
      at: instant,
      object,
      from: party,
      to: party,
      commitMs: v.nullable(v.number()),
    }),
  ),
  kisses: v.array(v.object({ at: instant, lengthS: v.number(), between: v.array(party) })),
  /** Where the picture is, on this server. */
  picture: v.nullable(v.string()),
});

/** CER rules in docs/protocol.md. */
export type CeremonyRequest = v.InferOutput<typeof ceremonyRequest>;
export type CeremonyState = v.InferOutput<typeof ceremonyState>;
export type CeremonyNews = v.InferOutput<typeof ceremonyNews>;
/** How a site is doing, for whoever runs the event. */
export type SiteHealth = v.InferOutput<typeof siteHealth>;
export type ObjectKind = v.InferOutput<typeof kind>;
/** What the server's `/api/v1/certificates/:id` answers. */
export type Certificate = v.InferOutput<typeof certificate>;

export { ceremonyNews as ceremonyNewsSchema, ceremonyRequest as ceremonyRequestSchema };

/** For the certificate page. Refuses with `message-invalid`. */
export function parseCertificate(value: unknown): Certificate {
  const result = v.safeParse(certificate, value);
  if (!result.success) throw new VisavisError("message-invalid", v.summarize(result.issues));
  return result.output;
}
