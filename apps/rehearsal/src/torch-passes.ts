import type { TorchReport } from "@visavis/protocol";
import type { BoothPage } from "./booth-page.ts";
import { RehearsalError } from "./rehearsal-error.ts";

/** Longer than the leases that a server's start waits for. */
const LIT_WITHIN_MS = 30_000;
const GIVEN_WITHIN_MS = 15_000;
/** A pass that came to nothing is tried again, but not for ever. */
const MOST_FAILURES = 20;

/** Passes the torch back and forth by what a key press does, and gives what both pages drew. */
export async function passTorch(
  booths: readonly [BoothPage, BoothPage],
  passes: number,
  say: (line: string) => void,
): Promise<TorchReport[]> {
  const holderOf = async (): Promise<BoothPage | null> => {
    for (const booth of booths) if (await booth.isSolid()) return booth;
    return null;
  };
  const [first, second] = booths;
  say(`Passing the torch ${passes} times`);
  if (!(await first.waitFor(async () => (await holderOf()) !== null, LIT_WITHIN_MS))) {
    throw new RehearsalError("No torch was lit.");
  }
  let failures = 0;
  for (let done = 0; done < passes;) {
    const giver = await holderOf();
    const taker = giver === first ? second : first;
    if (giver && (await passOnce(giver, taker))) done += 1;
    else if (++failures > MOST_FAILURES) {
      throw new RehearsalError(`After ${done} passes the torch was no longer taken.`);
    }
  }
  const torches = await Promise.all(booths.map(async (booth) => booth.torch()));
  return torches.filter((torch) => torch !== null);
}

async function passOnce(giver: BoothPage, taker: BoothPage): Promise<boolean> {
  // Who takes it reaches first, as people do.
  const reaching = taker.passTorch();
  const [hasGiven, hasTaken] = await Promise.all([giver.passTorch(), reaching]);
  return hasGiven && hasTaken && (await taker.waitFor(() => taker.isSolid(), GIVEN_WITHIN_MS));
}
