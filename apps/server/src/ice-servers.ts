import { createHmac } from "node:crypto";
import type { IceServer, PeerId } from "@visavis/protocol";
import type { ServerConfig } from "./config.ts";

export interface IceOffer {
  readonly iceServers: IceServer[];
  readonly iceRefreshMs: number;
}

const REFRESH_WITHOUT_TURN_MS = 1_800_000;

/**
 * STUN and TURN for one page. The TURN password is good for a while only (coturn's
 * `use-auth-secret`: the name is expiry and owner, the password an HMAC of the name).
 */
export function iceServersFor(
  peer: PeerId,
  { stunUrls, turn }: Pick<ServerConfig, "stunUrls" | "turn">,
  nowMs: number,
): IceOffer {
  const iceServers: IceServer[] = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
  if (!turn) return { iceServers, iceRefreshMs: REFRESH_WITHOUT_TURN_MS };
  const username = `${Math.floor(nowMs / 1000) + turn.ttlS}:${peer}`;
  const credential = createHmac("sha1", turn.secret).update(username).digest("base64");
  iceServers.push({ urls: [...turn.urls], username, credential });
  return { iceServers, iceRefreshMs: (turn.ttlS * 1000) / 2 };
}
