import { test, type TestFunction } from "vitest";
import { whyNoRouter } from "./router.ts";

const reason = whyNoRouter();

/**
 * A test that needs the router. Without one it is skipped and says why; in CI a skip would hide that
 * nothing was tested, so there it fails.
 */
export function networkTest(name: string, run: TestFunction): void {
  if (reason === null) {
    test(name, run);
  } else if (process.env["CI"]) {
    test(name, () => {
      throw new Error(`the network lab cannot run here: ${reason}`);
    });
  } else {
    test(name, ({ skip }) => skip(`the network lab cannot run here: ${reason}`));
  }
}
