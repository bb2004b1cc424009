import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { PeerId } from "@visavis/protocol";
import type { Stage } from "@visavis/stage";
import type { TransportState } from "@visavis/transport";
import type { Meeting } from "../meeting/meeting.ts";
import { plannedFor, type Wanted } from "./bring-out.ts";
import type { ObjectSources } from "./object-sources.ts";
import { Relay } from "./relay.ts";
import type { TorchEars } from "./torch-ears.ts";

export interface RelayWatchOptions {
  readonly meeting: Meeting;
  readonly stage: Stage;
  /** What this page brings out where there is nothing. */
  readonly wanted: Wanted | null;
  readonly sources: ObjectSources;
  readonly ears: TorchEars;
}

const BRING_OUT_AFTER_MS = 1500;

/** Has a relay at this site for as long as the page is in its room under one name. */
export class RelayWatch implements Disposable {
  readonly #options: RelayWatchOptions;
  readonly #relay = signal<Relay | null>(null);
  readonly #stops: (() => void)[];
  #end = new AbortController();
  #self: PeerId | null = null;
  #isDisposed = false;

  constructor(options: RelayWatchOptions) {
    this.#options = options;
    const { meeting } = options;
    this.#stops = [
      effect(() => {
        const { state } = meeting.transportState.value;
        // The state is told a moment before the name.
        queueMicrotask(() => this.#follow(state));
      }),
    ];
    if (options.wanted) this.#stops.push(this.#bringOutWhenDue(options.wanted));
  }

  get relay(): ReadonlySignal<Relay | null> {
    return this.#relay;
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    for (const stop of this.#stops) stop();
    this.#begin(null);
  }

  #follow(state: TransportState["state"]): void {
    if (state === "joined") this.#begin(this.#options.meeting.transport.self);
    // A cut is no end: the lease decides what is drawn meanwhile.
    else if (state !== "reconnecting") this.#begin(null);
  }

  #begin(self: PeerId | null): void {
    if (self === this.#self || (self && this.#isDisposed)) return;
    this.#self = self;
    this.#end.abort();
    this.#relay.peek()?.[Symbol.dispose]();
    this.#relay.value = null;
    if (!self) return;
    const end = new AbortController();
    this.#end = end;
    void alone(self, end.signal, () => {
      const { ears, meeting, sources, stage } = this.#options;
      this.#relay.value = new Relay({ meeting, stage, self, sources, ears });
    });
  }

  /** The server does not let us where an operator is, or a ceremony is on. */
  #bringOutWhenDue(wanted: Wanted): () => void {
    const { meeting } = this.#options;
    const timer = setInterval(() => {
      const isBusy = (meeting.ceremony.peek()?.objects.length ?? 0) > 0;
      const { self } = meeting.transport;
      const [other] = meeting.remotes.peek();
      if (isBusy || !self || !other || hasOperator(meeting)) return;
      const objects = [...plannedFor(wanted, [self, other.peer.peek().peer])];
      meeting.transport.askCeremony({ type: "light", objects });
    }, BRING_OUT_AFTER_MS);
    return () => clearInterval(timer);
  }
}

function hasOperator({ lookers }: Meeting): boolean {
  return lookers.peek().some(({ site }) => site.role === "operator");
}

/** Only once an earlier page of the same name is gone: two must never speak for one site. */
async function alone(self: PeerId, end: AbortSignal, begin: () => void): Promise<void> {
  const { locks } = navigator;
  if (!locks) {
    begin();
    return;
  }
  const held = (): Promise<void> | undefined => {
    if (end.aborted) return undefined;
    begin();
    return new Promise((resolve) => {
      end.addEventListener("abort", () => resolve());
    });
  };
  try {
    await locks.request(`visavis.torch.${self}`, { signal: end }, held);
  } catch (error) {
    // Refused because this page stopped waiting.
    if (!end.aborted) throw error;
  }
}
