import type { RoomId } from "@visavis/protocol";
import type { Gathering } from "./gathering.ts";

export interface Census {
  readonly rooms: number;
  readonly sites: number;
  readonly away: number;
}

/** The rooms in which somebody is. A room appears with its first page and goes with its last. */
export class Rooms {
  readonly #gather: (id: RoomId) => Gathering;
  readonly #rooms = new Map<RoomId, Gathering>();

  constructor(gather: (id: RoomId) => Gathering) {
    this.#gather = gather;
  }

  open(id: RoomId): Gathering {
    const gathering = this.#rooms.get(id) ?? this.#gather(id);
    this.#rooms.set(id, gathering);
    return gathering;
  }

  /** Null when nobody is there. */
  find(id: RoomId): Gathering | null {
    return this.#rooms.get(id) ?? null;
  }

  /** Lets seats of the long absent go, and rooms that nobody is in. */
  sweep(): void {
    for (const [id, gathering] of this.#rooms) {
      gathering.sweep();
      if (!gathering.isOver) continue;
      gathering.close();
      this.#rooms.delete(id);
    }
  }

  close(): void {
    for (const gathering of this.#rooms.values()) gathering.close();
  }

  census(): Census {
    const peers = [...this.#rooms.values()].flatMap(({ room }) => room.peers);
    return {
      rooms: [...this.#rooms.values()].filter(({ room }) => !room.isEmpty).length,
      sites: peers.length,
      away: peers.filter(({ isAway }) => isAway).length,
    };
  }
}
