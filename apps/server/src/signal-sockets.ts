import { GOING_AWAY, type SignalSocket } from "./signal-socket.ts";

const DRAIN_MS = 2500;

/** Every open signalling connection, for the deadlines they all have and for the farewell. */
export class SignalSockets {
  readonly #open = new Set<SignalSocket>();

  get count(): number {
    return this.#open.size;
  }

  add(socket: SignalSocket): void {
    this.#open.add(socket);
  }

  remove(socket: SignalSocket): void {
    this.#open.delete(socket);
  }

  tick(): void {
    for (const socket of this.#open) socket.tick();
  }

  /** Says goodbye to all and waits until they are gone, cutting those that do not go. */
  async drain(): Promise<void> {
    for (const socket of this.#open) socket.close(GOING_AWAY, "restarting");
    const deadlineMs = Date.now() + DRAIN_MS;
    while (this.#open.size > 0 && Date.now() < deadlineMs + 500) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      this.tick();
    }
  }
}
