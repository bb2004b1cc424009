import { writeFileSync } from "node:fs";
import { test } from "@playwright/test";
import { type Bitmap, type BoothPage, decodePng } from "@visavis/rehearsal";

type Colour = readonly [red: number, green: number, blue: number];
export type ColourTest = (colour: Colour) => boolean;

/** The light blue wall behind the dancer; nothing that he wears comes near it. */
export const isDancersWall: ColourTest = ([red, green, blue]) =>
  blue > 110 && blue - red > 55 && green - red > 25;
/** The dancer's shirt. */
export const isDancersShirt: ColourTest = ([red, green, blue]) =>
  red > 45 && red - green > 22 && red - blue > 8;
/** The dark grey room that is drawn behind people in lit mode. */
export const isBackdrop: ColourTest = (colour) =>
  Math.max(...colour) < 60 && Math.max(...colour) - Math.min(...colour) < 12;
/** What a display shows where nothing is to be seen, in black mode. */
export const isBlack: ColourTest = ([red, green, blue]) => Math.max(red, green, blue) <= 3;

/** What the display shows; kept among the results of a test that fails. */
export async function glassOf(booth: BoothPage): Promise<Bitmap> {
  const png = await booth.glassPng();
  writeFileSync(test.info().outputPath(`glass-${Math.round(performance.now())}.png`), png);
  return decodePng(png);
}

function colourAt({ widthPx, rgba }: Bitmap, x: number, y: number): Colour {
  const at = (Math.floor(y) * widthPx + Math.floor(x)) * 4;
  return [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0];
}

/** A part of a picture, as fractions of it. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const WHOLE: Region = { left: 0, top: 0, right: 1, bottom: 1 };

/** How many of the region's pixels have such a colour. */
export function count(bitmap: Bitmap, matches: ColourTest, region = WHOLE): number {
  const { widthPx, heightPx } = bitmap;
  let found = 0;
  for (let y = Math.floor(region.top * heightPx); y < region.bottom * heightPx; y++) {
    for (let x = Math.floor(region.left * widthPx); x < region.right * widthPx; x++) {
      if (matches(colourAt(bitmap, x, y))) found++;
    }
  }
  return found;
}

export function share(bitmap: Bitmap, matches: ColourTest, region = WHOLE): number {
  const area = (region.right - region.left) * (region.bottom - region.top);
  return count(bitmap, matches, region) / (area * bitmap.widthPx * bitmap.heightPx);
}

export interface RowSpan {
  readonly top: number;
  readonly bottom: number;
}

/** First and last row that show more than a few pixels of something; null when none does. */
export function lightRows(bitmap: Bitmap, leastPixels = 3): RowSpan | null {
  const rows: number[] = [];
  for (let y = 0; y < bitmap.heightPx; y++) {
    let lit = 0;
    for (let x = 0; x < bitmap.widthPx; x++) {
      if (Math.max(...colourAt(bitmap, x, y)) > 12) lit++;
    }
    if (lit >= leastPixels) rows.push(y);
  }
  const [top] = rows;
  return top === undefined ? null : { top, bottom: (rows.at(-1) ?? top) + 1 };
}
