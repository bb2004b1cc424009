import { isSite, type Role } from "@visavis/protocol";

export interface SeatCaps {
  /** Booths and guests: those who are seen. */
  readonly sites: number;
  /** Views, operators and headsets: those who only look. */
  readonly viewers: number;
}

/** Viewers sit here and above, so that they never push a site to another place at the table. */
export const FIRST_VIEWER_SEAT = 32;

/** The wished seat if it is free, else the lowest free one; null when this role's seats are taken. */
export function freeSeat(
  role: Role,
  taken: ReadonlySet<number>,
  caps: SeatCaps,
  wish?: number,
): number | null {
  const first = isSite(role) ? 0 : FIRST_VIEWER_SEAT;
  const seats = Array.from(
    { length: isSite(role) ? caps.sites : caps.viewers },
    (_, i) => first + i,
  );
  const free = seats.filter((seat) => !taken.has(seat));
  return free.find((seat) => seat === wish) ?? free[0] ?? null;
}
