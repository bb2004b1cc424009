import { type FrameFacts, type PackedLayout, packedLayout } from "@visavis/protocol";
import { emptyPacked, fadeAlpha } from "./fade.ts";

const FADE_MS = 600;

/** A packed frame's bytes with what belongs to them. */
export interface PackedPicture {
  readonly bytes: Uint8Array;
  readonly layout: PackedLayout;
  readonly facts: FrameFacts;
  /** Made of an older one, because there is none of this moment. */
  readonly isFading: boolean;
}

/**
 * What to show when there is no matte: the last good person, fading, then nobody. Never the room.
 * Holds one clone of the last packed frame and closes it.
 */
export class LastPicture {
  #frame: VideoFrame | null = null;
  #layout: PackedLayout = packedLayout(384, 6);
  #facts: FrameFacts | null = null;
  #goneSinceMs: number | null = null;

  keep(frame: VideoFrame, { layout, facts }: Omit<PackedPicture, "bytes" | "isFading">): void {
    this.#frame?.close();
    this.#frame = frame.clone();
    this.#layout = layout;
    this.#facts = facts;
    this.#goneSinceMs = null;
  }

  /** Null before the first good frame: there is nothing to fade, and no size to keep. */
  async fading(atMs: number): Promise<PackedPicture | null> {
    if (!this.#facts) return null;
    this.#goneSinceMs ??= atMs;
    const share = Math.max(0, 1 - (atMs - this.#goneSinceMs) / FADE_MS);
    const bytes = share > 0 ? await this.#bytes() : null;
    if (bytes) fadeAlpha(bytes, this.#layout, share);
    const facts = bytes ? this.#facts : { ...this.#facts, person: null };
    return {
      bytes: bytes ?? emptyPacked(this.#layout),
      layout: this.#layout,
      facts,
      isFading: true,
    };
  }

  close(): void {
    this.#frame?.close();
    this.#frame = null;
  }

  async #bytes(): Promise<Uint8Array | null> {
    const frame = this.#frame;
    if (!frame) return null;
    const { widthPx, heightPx } = this.#layout;
    const bytes = new Uint8Array((widthPx * heightPx * 3) / 2);
    await frame.copyTo(bytes);
    return bytes;
  }
}
