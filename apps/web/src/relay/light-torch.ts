import type { CeremonyRequest, PeerId } from "@visavis/protocol";
import { signalInto } from "../meeting/connect.ts";
import type { RoomKey } from "../room-link.ts";
import { TORCH } from "./torch-name.ts";

const ANSWER_MS = 1000;

/**
 * Brings out a torch where nobody runs a ceremony. Whoever has the room's link may be its operator,
 * so this page is one for a moment. A ceremony that runs already is left as it is by the server.
 */
export function lightTorch(key: RoomKey, starter: PeerId): void {
  const signal = signalInto(key, "operator");
  const requests: readonly CeremonyRequest[] = [
    { type: "prepare", title: "", objects: [{ object: TORCH, kind: "torch", starter }], order: [] },
    { type: "start", inMs: 0 },
  ];
  signal.events.on("welcomed", () => {
    for (const message of requests) signal.send({ type: "ceremony", message });
    // Closing at once would leave the requests unsent.
    setTimeout(() => signal.close(), ANSWER_MS);
  });
  signal.open();
}
