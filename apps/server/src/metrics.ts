import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** Figures for Prometheus. Labels come from closed lists, never from what a visitor sent. */
export class Metrics {
  readonly registry = new Registry();
  readonly received = this.#counter("signal_messages_total", "Signalling messages taken", "type");
  readonly refused = this.#counter("refusals_total", "Refusals told to pages", "code");
  readonly upgrades = this.#counter("upgrades_total", "WebSocket upgrades by outcome", "outcome");
  readonly tickets = this.#counter("tickets_total", "Tickets asked for, by outcome", "outcome");
  readonly closed = this.#counter("sockets_closed_total", "Sockets closed by us, why", "reason");
  readonly relay = this.#counter(
    "relay_total",
    "Things handed around: passes, mints, lies",
    "what",
  );
  readonly violations = this.#counter("csp_violations_total", "Policy reports", "directive");

  constructor(census: () => Readonly<Record<"away" | "rooms" | "sites" | "sockets", number>>) {
    const { registry } = this;
    collectDefaultMetrics({ register: registry, prefix: "visavis_" });
    const gauge = new Gauge({
      name: "visavis_present",
      help: "Rooms, pages in them, pages away, open sockets",
      labelNames: ["what"],
      registers: [registry],
      collect() {
        for (const [what, count] of Object.entries(census())) gauge.set({ what }, count);
      },
    });
  }

  #counter<Label extends string>(name: string, help: string, label: Label): Counter<Label> {
    const registers = [this.registry];
    return new Counter({ name: `visavis_${name}`, help, labelNames: [label], registers });
  }
}
