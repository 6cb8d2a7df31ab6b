import { LRUCache } from 'lru-cache';

const MAX_ROOMS_WITH_DEPARTURES = 10_000;
/**
 * How long a departure is remembered. An event reaches a gateway in two copies: one for the room, and one for the
 * members of the room. The copies arrive less than a minute apart.
 */
const DEPARTURE_TTL_MS = 60_000;

interface RoomDeparture {
  readonly seq: number;
  readonly at: number;
}

/**
 * Remembers a room's position at the time when a socket left the room. The socket received all events up to this
 * position through the room, so it must not receive them again as member events.
 */
export class RoomDepartures {
  readonly #rooms = new LRUCache<string, Map<string, RoomDeparture>>({
    max: MAX_ROOMS_WITH_DEPARTURES,
    ttl: DEPARTURE_TTL_MS,
  });

  record(roomId: string, socketId: string, seq: number, at = performance.now()): void {
    const departuresBySocketId = this.#rooms.get(roomId) ?? new Map<string, RoomDeparture>();
    // Move the socket to the end of the map, so that the entries are ordered by departure time and expired entries come
    // first.
    departuresBySocketId.delete(socketId);
    departuresBySocketId.set(socketId, { seq, at });
    for (const [id, left] of departuresBySocketId) {
      if (at - left.at <= DEPARTURE_TTL_MS) break;
      departuresBySocketId.delete(id);
    }
    this.#rooms.set(roomId, departuresBySocketId);
  }

  /** Returns the ids of the sockets that left the room after they had received its event `seq`. */
  received(roomId: string, seq: number): string[] {
    const roomDepartures = [...(this.#rooms.get(roomId) ?? [])];
    return roomDepartures.filter(([, left]) => left.seq >= seq).map(([socketId]) => socketId);
  }
}
