import { randomBytes } from "node:crypto";
import type { PeerId, RoomId } from "@visavis/protocol";

const PERMIT_MS = 60_000;
const MOST_OPEN = 256;

export interface Permit {
  readonly room: RoomId;
  readonly peer: PeerId;
  readonly ceremony: number;
  readonly certificate: string;
}

/** Permission to send one picture of one ceremony; a browser's upload cannot show its seat otherwise. */
export class PicturePermits {
  readonly #nowMs: () => number;
  readonly #open = new Map<string, Permit & { readonly untilMs: number }>();

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** A site's earlier permit ends with its next. */
  issue(permit: Permit): string {
    for (const [token, { peer }] of this.#open) if (peer === permit.peer) this.#open.delete(token);
    const [oldest] = this.#open.keys();
    if (this.#open.size >= MOST_OPEN && oldest !== undefined) this.#open.delete(oldest);
    const token = randomBytes(32).toString("base64url");
    this.#open.set(token, { ...permit, untilMs: this.#nowMs() + PERMIT_MS });
    return token;
  }

  /** Whether it is worth reading what comes with it. */
  isOpen(token: string): boolean {
    return this.#nowMs() < (this.#open.get(token)?.untilMs ?? 0);
  }

  /** At its first use it is gone, whatever comes of that. */
  take(token: string): Permit | null {
    const permit = this.isOpen(token) ? this.#open.get(token) : undefined;
    this.#open.delete(token);
    return permit ?? null;
  }
}
