import type { Coordinates } from "@visavis/protocol";
import { rounded } from "./coordinates-entry.ts";

const WITHIN_MS = 15_000;
/** A town does not move. */
const MAX_AGE_MS = 3_600_000;

/** Asks the browser, which asks the person. Null when one of them will not, or cannot, say. */
export async function devicePosition(): Promise<Coordinates | null> {
  if (!("geolocation" in navigator)) return null;
  const options = { enableHighAccuracy: false, timeout: WITHIN_MS, maximumAge: MAX_AGE_MS };
  const { promise, resolve } = Promise.withResolvers<Coordinates | null>();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      resolve(rounded({ latitudeDeg: coords.latitude, longitudeDeg: coords.longitude }));
    },
    () => resolve(null),
    options,
  );
  return promise;
}
