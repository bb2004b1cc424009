import type { KeeperRules } from "../keeper-rules.ts";
import { type SiteRules, siteRules } from "../site-rules.ts";
import type { WorldOptions } from "./world.ts";

/** Rules with one decision broken, and in what kind of world that shows soonest. */
export interface Variant {
  readonly site?: Partial<SiteRules>;
  readonly keeper?: Partial<KeeperRules>;
  readonly world?: Partial<WorldOptions>;
}

/** Messages up to three seconds late; what else goes wrong is chosen for the variant. */
const late = { jitterMs: 3000, crashEveryMs: Infinity, pauseEveryMs: Infinity };

/** Each breaks one decision on which "exactly once" rests. Checks that miss one check nothing. */
export const variants: Readonly<Record<string, Variant>> = {
  "[RELAY-1] a ghost is drawn solid": {
    site: { isDrawn: (role) => siteRules.isDrawn(role) || role === "reserved" },
  },
  "[RELAY-2] a lease counts from when the answer came": {
    site: { leaseStartMs: (_, nowMs) => nowMs },
    world: { ...late, cutEveryMs: 4000, recallEveryMs: Infinity, loss: 0.02 },
  },
  "[RELAY-3] clocks drift more than the margin": {
    keeper: { marginMs: 0 },
    world: { drift: 0.05, delayMs: 2, jitterMs: 5 },
  },
  "[RELAY-5] a giver takes back what it gave": { site: { mayCancel: () => true } },
  "[RELAY-5] a giver says so before its glass is drawn": { world: { waitsForGlass: false } },
  "[RELAY-6] any commit is taken": {
    site: { answersAcceptance: () => true },
    world: { ...late, cutEveryMs: Infinity, recallEveryMs: 2000, duplication: 0.6 },
  },
  "[RELAY-6] a commit need not answer this life's acceptance": {
    site: {
      answersAcceptance: (baton, { term, seq }) =>
        baton.role === "reserved" && term === baton.term && seq === baton.seq + 1,
    },
  },
  "[RELAY-7] an old role outlives its term": {
    site: { endsWithTerm: (baton, term) => baton.term === 0 && term > 0 },
  },
  "[RELAY-8] a revoked site keeps its role": { site: { roleAfterRevoke: (role) => role } },
  "[RELAY-9] a mint is taken twice": {
    site: {
      takesMint: (baton, { term, incarnation }, own) => incarnation === own && term >= baton.term,
    },
    world: { jitterMs: 1500 },
  },
  "[RELAY-10] a page comes back with what it held": { world: { resumesStale: true } },
  "[RELAY-12] a new life need not close the term again": {
    keeper: { keepsAcknowledgement: () => true, countsAcknowledgement: () => true },
  },
  "[RELAY-13] three sites commit between themselves": { keeper: { modeFor: () => "direct" } },
  "[RELAY-14] a keeper mints at once after a start": {
    keeper: { sealMs: () => 0 },
    world: { keeperCrashEveryMs: 5000 },
  },
  "[RELAY-14] a keeper without its disk counts from the beginning": {
    keeper: { termFloor: () => 0 },
    world: { keeperCrashEveryMs: 15_000, crashEveryMs: 10_000, siteCount: 3, jitterMs: 50 },
  },
  "[RELAY-15] a term is minted while a lease in the last one lasts": {
    keeper: { isOver: () => true },
  },
};

export const base: Omit<WorldOptions, "seed"> = {
  siteCount: 2,
  loss: 0.1,
  duplication: 0.2,
  delayMs: 15,
  jitterMs: 300,
  drift: 0.001,
  crashEveryMs: 6000,
  pauseEveryMs: 15_000,
  cutEveryMs: 10_000,
  keeperCrashEveryMs: 60_000,
  recallEveryMs: 6000,
};
