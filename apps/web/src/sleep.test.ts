import { expect, test } from "vitest";
import { sleep } from "./sleep.ts";

const HOUR_MS = 3_600_000;

/** How many listeners a signal has. */
function listened(): { readonly life: AbortController; readonly count: () => number } {
  const life = new AbortController();
  const { signal } = life;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  const listeners = new Set<unknown>();
  signal.addEventListener = (...[type, listener, options]: Parameters<typeof add>) => {
    listeners.add(listener);
    add(type, listener, options);
  };
  signal.removeEventListener = (...[type, listener, options]: Parameters<typeof remove>) => {
    listeners.delete(listener);
    remove(type, listener, options);
  };
  return { life, count: () => listeners.size };
}

test("a sleep ends when its time is over, and leaves no listener behind", async () => {
  const { life, count } = listened();
  const sleeping = sleep(1, life.signal);
  expect(count()).toBe(1);
  await sleeping;
  expect(count()).toBe(0);
});

test("a sleep that is called off ends at once", async () => {
  const { life, count } = listened();
  const sleeping = sleep(HOUR_MS, life.signal);
  life.abort();
  await sleeping;
  expect(count()).toBe(0);
});

test("a sleep that was called off before it began does not begin", async () => {
  await sleep(HOUR_MS, AbortSignal.abort());
});
