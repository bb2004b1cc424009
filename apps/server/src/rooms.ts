import type { RoomId } from "@visavis/protocol";
import { Room } from "./room.ts";
import type { SeatCaps } from "./seats.ts";

export interface Census {
  readonly rooms: number;
  readonly sites: number;
  readonly away: number;
}

/** The rooms in which somebody is. A room appears with its first page and goes with its last. */
export class Rooms {
  readonly #caps: SeatCaps;
  readonly #rooms = new Map<RoomId, Room>();

  constructor(caps: SeatCaps) {
    this.#caps = caps;
  }

  open(id: RoomId): Room {
    const room = this.#rooms.get(id) ?? new Room(this.#caps);
    this.#rooms.set(id, room);
    return room;
  }

  /** Lets seats of the long absent go, and rooms that nobody is in. */
  sweep(nowMs: number): void {
    for (const [id, room] of this.#rooms) {
      room.expire(nowMs);
      if (room.isEmpty) this.#rooms.delete(id);
    }
  }

  census(): Census {
    const peers = [...this.#rooms.values()].flatMap((room) => room.peers);
    return {
      rooms: this.#rooms.size,
      sites: peers.length,
      away: peers.filter(({ isAway }) => isAway).length,
    };
  }
}
