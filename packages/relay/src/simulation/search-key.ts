import type { Baton } from "../baton.ts";
import type { KeptObject, KeptSite } from "../keeper-state.ts";
import type { SiteState } from "../site-state.ts";
import type { Moment } from "./search.ts";

/**
 * Equal for moments from which the same can follow. What is only repeated or only told to people (pending
 * messages, who is said to hold it) is left out: everything that was sent can arrive anyway.
 */
export function searchKey({ sites, lives, keeper, disk, mail, nowMs, left }: Moment): number {
  const parts = [
    nowMs,
    keeper.sealedUntilMs,
    ...Object.values(left),
    ...lives,
    ...sites.map(siteKey),
    ...[...keeper.objects.values()].map(objectKey),
    ...[...keeper.sites.values()].map(keptSiteKey),
    ...disk.map(({ term, seq, holder }) => `${term} ${seq} ${holder}`),
    ...mail.map(({ key }) => key).toSorted(),
  ];
  return hash(parts.join("|"));
}

function siteKey({ batons }: SiteState): string {
  return [...batons.values()].map(batonKey).join(";");
}

function batonKey(baton: Baton): string {
  const { role, term, seq, isClosed, mode, mintedTerm, partner, offer, rounds, isLetGo } = baton;
  const { asked, acceptance, leaseUntilMs } = baton;
  const more = [asked?.from, asked?.term, asked?.seq, asked?.round, acceptance?.nonce];
  const flags = [isClosed, isLetGo, mode];
  return [role, term, seq, mintedTerm, partner, offer, rounds, leaseUntilMs, flags, more].join();
}

function objectKey({
  record,
  revocation,
  seenHeldMs,
  transferred,
  isDistrusted,
}: KeptObject): string {
  const { term, seq, holder, mode } = record;
  const closing = revocation && [
    [...revocation.acknowledged].toSorted(),
    revocation.heir,
    revocation.sinceMs,
  ];
  const given = transferred && [transferred.seq, transferred.to, transferred.nonce];
  return [term, seq, holder, mode, seenHeldMs, isDistrusted, closing, given].join();
}

function keptSiteKey({ incarnation, deadlinesMs, seenMs }: KeptSite): string {
  return [incarnation, seenMs, ...deadlinesMs.values()].join();
}

/** 53 bits: among a million states two share one by chance once in ten thousand searches. */
function hash(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
