import { language } from "../language.ts";

/** A number as this person's language writes it. */
export function numberText(value: number, digits: number): string {
  return new Intl.NumberFormat(language.value, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A number for an input: no grouping, and only as many digits as it needs. */
export function entryText(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

export function centimetres(metres: number, digits = 1): string {
  return numberText(metres * 100, digits);
}

export function percentText(percent: number): string {
  return numberText(percent, percent < 0.1 ? 2 : 1);
}
