import type { Certificate } from "@visavis/protocol";
import { language, t } from "../language.ts";

type Party = Certificate["passes"][number]["from"];

export function dateText(instant: string): string {
  return format(instant, { dateStyle: "long" });
}

/** To the minute, with the zone it is meant in: the places have others. */
export function dateTimeText(instant: string): string {
  return format(instant, {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
}

export function timeText(instant: string): string {
  return format(instant, { timeStyle: "medium" });
}

export function kilometresText(km: number): string {
  const maximumFractionDigits = km < 10 ? 1 : 0;
  return new Intl.NumberFormat(language.value, { maximumFractionDigits }).format(km);
}

export function secondsText(seconds: number): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language.value, digits).format(seconds);
}

/** Who, where; whichever of the two is known. */
export function partyText({ name, place }: Party): string {
  return [name, place].filter(Boolean).join(", ") || t("status.otherSide");
}

function format(instant: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language.value, options).format(new Date(instant));
}
