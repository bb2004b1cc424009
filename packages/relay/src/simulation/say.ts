declare const console: { log(text: string): void };

/** Into the output of the tests: what was checked, and what it came to. */
export function say(text: string): void {
  console.log(text);
}
