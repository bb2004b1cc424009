import type { Peer, PeerId } from "@visavis/protocol";
import { t } from "../language.ts";

/** As people would call it: who, and where; or the number of its seat. */
export function siteName({ site, seat }: Peer): string {
  const said = [site.name, site.place].filter(Boolean).join(", ");
  return said || t("operator:site.unnamed", { number: seat + 1 });
}

export function nameOf(peer: PeerId, peers: readonly Peer[]): string {
  const found = peers.find((one) => one.peer === peer);
  return found ? siteName(found) : t("operator:site.gone");
}
