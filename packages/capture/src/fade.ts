import { IDLE_LUMA, type PackedLayout } from "@visavis/protocol";

/** Alpha 0 in limited range; see PACK-3. */
const TRANSPARENT_LUMA = 16;

/**
 * Takes the alpha of a packed I420 frame to `share` of what it is. Changes the bytes in place. The
 * guard rows around the alpha go with it, so that nothing opaque is left to bleed back.
 */
export function fadeAlpha(packed: Uint8Array, layout: PackedLayout, share: number): void {
  const guardRows = (layout.alpha.start - layout.colour.rows) / 2;
  const from = (layout.alpha.start - guardRows) * layout.widthPx;
  const to = (layout.alpha.start + layout.alpha.rows + guardRows) * layout.widthPx;
  for (let i = from; i < to; i++) {
    const luma = packed[i] ?? TRANSPARENT_LUMA;
    packed[i] = TRANSPARENT_LUMA + Math.max(0, luma - TRANSPARENT_LUMA) * share;
  }
}

/** A packed frame that shows nothing: mid-grey colour, no alpha, an idle code strip. */
export function emptyPacked(layout: PackedLayout): Uint8Array {
  const lumaBytes = layout.widthPx * layout.heightPx;
  const packed = new Uint8Array((lumaBytes * 3) / 2).fill(IDLE_LUMA);
  fadeAlpha(packed, layout, 0);
  return packed;
}
