import type { LinkProfile } from "./router.ts";

export interface Condition {
  readonly name: string;
  /** On the uplink of both booths. */
  readonly profile: LinkProfile;
}

/** 15 ms is light in glass over 1,000 km, with the switches on the way, and back again. */
export const CONDITIONS: readonly Condition[] = [
  { name: "1,000 km: 15 ms each way", profile: { delayMs: 15 } },
  { name: "15 ms + 40 ms jitter", profile: { delayMs: 15, jitterMs: 40 } },
  { name: "15 ms + 5 % loss", profile: { delayMs: 15, loss: 0.05 } },
  { name: "15 ms + 2 Mb/s cap", profile: { delayMs: 15, rateKbps: 2000, queueMs: 200 } },
];

export const OUTAGE_MS = 10_000;
