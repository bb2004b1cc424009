import type { PeerId, Random } from "@visavis/protocol";
import type { Baton } from "../baton.ts";
import type { SiteEvent } from "../site.ts";
import { pick } from "./random.ts";

/** What somebody does, once a frame: now and then offers, answers, lets go, thinks better of it. */
export function wishOf(
  { role, partner }: Baton,
  others: readonly PeerId[],
  object: string,
  random: Random,
): SiteEvent | null {
  const chance = random();
  const nonce = `n${Math.floor(random() * 1e9).toString(36)}`;
  if (role === "held" && chance < 0.1) {
    const to = pick(random, others);
    return to ? { type: "offer", object, to, nonce } : null;
  }
  if (role === "offered" && chance < 0.3) return { type: "let-go", object };
  if (role === "offered" && chance < 0.34) return { type: "cancel", object };
  if (role === "passed" && chance < 0.05) return { type: "cancel", object };
  if (role === "none" && partner && chance < 0.5) return { type: "accept", object, nonce };
  if (role === "none" && partner && chance < 0.53) return { type: "refuse", object };
  return null;
}
