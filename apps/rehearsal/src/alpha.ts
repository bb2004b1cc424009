import { decodePng } from "./png.ts";

const OPAQUE = 128;

/** The share of an alpha picture that is more opaque than not: how much of it is a person. */
export function opaqueShare(alphaPng: Buffer): number {
  const { widthPx, heightPx, rgba } = decodePng(alphaPng);
  let opaque = 0;
  for (let i = 0; i < rgba.length; i += 4) if ((rgba[i] ?? 0) >= OPAQUE) opaque++;
  return opaque / (widthPx * heightPx);
}
