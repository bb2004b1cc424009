type Listener<Payload> = (payload: Payload) => void;

/** Typed occurrences inside one page. `on` returns what takes the listener off again. */
export class Emitter<Events extends object> {
  readonly #listeners: { [Name in keyof Events]?: Set<Listener<Events[Name]>> } = {};
  readonly #reportError: (error: unknown) => void;

  /** `reportError` hears what a listener throws; without it that is an unhandled rejection. */
  constructor(reportError = rejectUnhandled) {
    this.#reportError = reportError;
  }

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = (this.#listeners[name] ??= new Set());
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** A listener that throws keeps neither the others from hearing nor the caller from going on. */
  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const listener of this.#listeners[name] ?? []) {
      try {
        listener(payload);
      } catch (error) {
        this.#reportError(error);
      }
    }
  }
}

/** Pages and Node both tell of these, and neither needs a global for it. */
function rejectUnhandled(thrown: unknown): void {
  void Promise.reject(thrown);
}
