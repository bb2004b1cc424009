import { createHash, timingSafeEqual } from "node:crypto";
import type { RoomId } from "@visavis/protocol";
import * as v from "valibot";
import { readPrivate, writePrivate } from "./private-file.ts";

const DAY_MS = 86_400_000;
/** A room that nobody used for so long may be claimed anew. */
export const CLAIM_MS = 90 * DAY_MS;
const MAX_CLAIMS = 20_000;
const WRITE_DELAY_MS = 250;

const claim = v.object({
  verifier: v.string(),
  usedDay: v.number(),
  /** Of whoever runs the room's events; absent until somebody has shown that proof. */
  operator: v.optional(v.string()),
});
const claimFile = v.object({ version: v.literal(1), rooms: v.array(v.tuple([v.string(), claim])) });
type Claim = v.InferOutput<typeof claim>;

/**
 * Who may enter which room: the first proof that names a room becomes its own. Only a hash of the
 * proof is kept, so that the file lets nobody in.
 */
export class RoomClaims {
  readonly #file: string;
  readonly #claims: Map<string, Claim>;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, claims: Map<string, Claim>) {
    this.#file = file;
    this.#claims = claims;
  }

  static async open(file: string): Promise<RoomClaims> {
    const text = await readPrivate(file);
    const kept = text === null ? [] : v.parse(claimFile, JSON.parse(text)).rooms;
    return new RoomClaims(file, new Map(kept));
  }

  get count(): number {
    return this.#claims.size;
  }

  /** Whether this proof opens this room; claims it when nobody has. */
  admits(room: RoomId, proof: string, nowMs: number): boolean {
    const verifier = verifierOf(room, proof);
    const today = Math.floor(nowMs / DAY_MS);
    const known = this.#claims.get(room);
    const isOver = known !== undefined && (today - known.usedDay) * DAY_MS >= CLAIM_MS;
    if (known && !isOver && !isSame(known.verifier, verifier)) return false;
    if (known?.usedDay === today && !isOver) return true;
    // Set anew, so that the map's order is the order of use.
    this.#claims.delete(room);
    const operator = isOver ? undefined : known?.operator;
    this.#claims.set(room, {
      verifier,
      usedDay: today,
      ...(operator !== undefined && { operator }),
    });
    this.#prune(today);
    this.#writeSoon();
    return true;
  }

  /** Whether this is the proof that this room was claimed with; claims nothing. */
  isProof(room: RoomId, proof: string): boolean {
    const known = this.#claims.get(room);
    return known !== undefined && isSame(known.verifier, verifierOf(room, proof));
  }

  /** Whether this is the operator's proof in a claimed room; the first one shown becomes it. */
  admitsOperator(room: RoomId, proof: string | undefined): boolean {
    const known = this.#claims.get(room);
    if (!known || proof === undefined) return false;
    const operator = verifierOf(room, proof);
    if (known.operator !== undefined) return isSame(known.operator, operator);
    this.#claims.set(room, { ...known, operator });
    this.#writeSoon();
    return true;
  }

  /** Resolves when everything is on disk. */
  async flush(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#write();
    }
    await this.#writing;
  }

  #prune(today: number): void {
    for (const [room, { usedDay }] of this.#claims) {
      const isOver = (today - usedDay) * DAY_MS >= CLAIM_MS;
      if (!isOver && this.#claims.size <= MAX_CLAIMS) break;
      this.#claims.delete(room);
    }
  }

  #writeSoon(): void {
    this.#timer ??= setTimeout(() => this.#write(), WRITE_DELAY_MS).unref();
  }

  #write(): void {
    this.#timer = null;
    const text = JSON.stringify({ version: 1, rooms: [...this.#claims] });
    this.#writing = this.#writing.then(() => writePrivate(this.#file, `${text}\n`));
  }
}

function verifierOf(room: RoomId, proof: string): string {
  return createHash("sha256").update(`visavis-verifier\n${room}\n${proof}`).digest("base64url");
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
