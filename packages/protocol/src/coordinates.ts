import * as v from "valibot";

/** Where a place lies, WGS 84. */
export const coordinatesSchema = v.object({
  latitudeDeg: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
  longitudeDeg: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
});
export type Coordinates = v.InferOutput<typeof coordinatesSchema>;

/** Of the sphere with the earth's volume: at most half a percent off anywhere. */
const EARTH_RADIUS_KM = 6371;

/** Over the ground, by the haversine formula, which stays exact for neighbours. */
export function distanceKm(from: Coordinates, to: Coordinates): number {
  const [fromRad, toRad] = [rad(from.latitudeDeg), rad(to.latitudeDeg)];
  const halfLatitude = Math.sin((toRad - fromRad) / 2);
  const halfLongitude = Math.sin(rad(to.longitudeDeg - from.longitudeDeg) / 2);
  const square = halfLatitude ** 2 + Math.cos(fromRad) * Math.cos(toRad) * halfLongitude ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(square)));
}

function rad(deg: number): number {
  return (deg * Math.PI) / 180;
}
