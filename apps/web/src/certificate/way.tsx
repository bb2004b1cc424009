import type { Certificate } from "@visavis/protocol";
import type { JSX } from "preact";
import { t } from "../language.ts";
import { kilometresText } from "./certificate-text.ts";

interface WayProperties {
  readonly places: Certificate["places"];
  readonly distanceKm: number | null;
}

/** From place to place, and how far that is. */
export function Way({ places, distanceKm }: WayProperties): JSX.Element | null {
  const names = places.map(({ place, name }) => place || name).filter(Boolean);
  const hasWay = names.length > 1;
  if (names.length === 0) return null;
  return (
    <div class="way">
      <ol class="way-places">
        {names.map((name, i) => (
          <li key={`${i} ${name}`}>{name}</li>
        ))}
      </ol>
      {hasWay && (
        <svg class="way-arc" viewBox="0 0 400 46" aria-hidden="true" preserveAspectRatio="none">
          <path d="M4 42 Q200 -34 396 42" />
        </svg>
      )}
      {hasWay && distanceKm !== null && (
        <p class="way-distance figures">
          {t("certificate:kilometres", { km: kilometresText(distanceKm) })}
        </p>
      )}
    </div>
  );
}
