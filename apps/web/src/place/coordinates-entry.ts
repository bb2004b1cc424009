import type { Coordinates } from "@visavis/protocol";

/** About a kilometre: enough for a distance between towns, and no address. */
const DECIMALS = 2;
/** One coordinate: degrees, or degrees, minutes and seconds, with the side of the world before or after. */
const PART =
  /^([NSEW])?\s*([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*["″”]\s*)?([NSEW])?$/iu;

/** What people copy from maps: `39.9042, 116.4074`, `48,85 2,35` or `39°54′15″N 116°24′27″E`. Null if unreadable. */
export function parseCoordinates(text: string): Coordinates | null {
  const [first, second] = halvesOf(text.trim()).map(degreesOf);
  if (!first || !second) return null;
  const isTurned = first.axis === "longitude" && second.axis !== "longitude";
  const [latitude, longitude] = isTurned ? [second, first] : [first, second];
  const isAmiss = latitude.axis === "longitude" || longitude.axis === "latitude";
  const isOutside = Math.abs(latitude.deg) > 90 || Math.abs(longitude.deg) > 180;
  if (isAmiss || isOutside) return null;
  return { latitudeDeg: latitude.deg, longitudeDeg: longitude.deg };
}

/** As one writes them for `parseCoordinates`. */
export function coordinatesText({ latitudeDeg, longitudeDeg }: Coordinates): string {
  return `${latitudeDeg.toFixed(DECIMALS)}, ${longitudeDeg.toFixed(DECIMALS)}`;
}

/** Nobody needs to know the house. */
export function rounded({ latitudeDeg, longitudeDeg }: Coordinates): Coordinates {
  return { latitudeDeg: round(latitudeDeg), longitudeDeg: round(longitudeDeg) };
}

function round(deg: number): number {
  return Number(deg.toFixed(DECIMALS));
}

function halvesOf(text: string): string[] {
  const strong = text.split(/\s*;\s*|\s*,\s+/u).filter(Boolean);
  if (strong.length === 2) return strong;
  const bySide = /^(.*[NS])\s*,?\s*(.*[EW])$/iu.exec(text);
  if (bySide) return [bySide[1] ?? "", bySide[2] ?? ""].map((half) => half.trim());
  const spaced = text.split(/\s+/u);
  if (spaced.length === 2) return spaced;
  const comma = text.split(",");
  return comma.length === 2 ? comma : [];
}

interface Part {
  readonly deg: number;
  readonly axis: "latitude" | "longitude" | null;
}

function degreesOf(text: string): Part | null {
  const match = PART.exec(text.trim());
  if (!match) return null;
  const [, before, degrees, minutes, seconds, after] = match;
  const side = (before ?? after ?? "").toUpperCase();
  const whole = numberOf(degrees);
  const size = Math.abs(whole) + numberOf(minutes) / 60 + numberOf(seconds) / 3600;
  if (before && after) return null;
  const isNegative = degrees?.startsWith("-") === true || side === "S" || side === "W";
  const axis = side === "" ? null : "NS".includes(side) ? "latitude" : "longitude";
  return { deg: isNegative ? -size : size, axis };
}

function numberOf(text: string | undefined): number {
  return Number((text ?? "0").replace(",", "."));
}
