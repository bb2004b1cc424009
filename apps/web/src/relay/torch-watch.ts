import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { PeerId } from "@visavis/protocol";
import type { Stage } from "@visavis/stage";
import type { TransportState } from "@visavis/transport";
import type { Meeting } from "../meeting/meeting.ts";
import { Torch } from "./torch.ts";
import { TORCH } from "./torch-name.ts";

export interface TorchWatchOptions {
  readonly meeting: Meeting;
  readonly stage: Stage;
  /** Whether this page brings a torch out where there is none. */
  readonly lights: boolean;
}

const LIGHT_AFTER_MS = 1500;

/** Has a torch at this site for as long as the page is in its room under one name. */
export class TorchWatch implements Disposable {
  readonly #options: TorchWatchOptions;
  readonly #torch = signal<Torch | null>(null);
  readonly #stops: (() => void)[];
  #end = new AbortController();
  #self: PeerId | null = null;
  #isDisposed = false;

  constructor(options: TorchWatchOptions) {
    this.#options = options;
    const { meeting } = options;
    this.#stops = [
      effect(() => {
        const { state } = meeting.transportState.value;
        // The state is told a moment before the name.
        queueMicrotask(() => this.#follow(state));
      }),
    ];
    if (options.lights) this.#stops.push(this.#lightWhenDue());
  }

  get torch(): ReadonlySignal<Torch | null> {
    return this.#torch;
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
    this.#torch.peek()?.[Symbol.dispose]();
    this.#torch.value = null;
    if (!self) return;
    const end = new AbortController();
    this.#end = end;
    void alone(self, end.signal, () => {
      const { meeting, stage } = this.#options;
      this.#torch.value = new Torch(meeting, stage, self);
    });
  }

  /** The server does not let us where an operator is, or a ceremony is on. */
  #lightWhenDue(): () => void {
    const { meeting } = this.#options;
    const timer = setInterval(() => {
      const isBusy = (meeting.ceremony.peek()?.objects.length ?? 0) > 0;
      if (isBusy || meeting.remotes.peek().length === 0 || hasOperator(meeting)) return;
      meeting.transport.askCeremony({ type: "light", object: TORCH });
    }, LIGHT_AFTER_MS);
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
