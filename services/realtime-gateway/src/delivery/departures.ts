import { LRUCache } from 'lru-cache';

const MAX_ROOMS_WITH_DEPARTURES = 10_000;
/**
 * How long a departure is remembered. An event reaches a gateway in two copies, one for the room and one for its
 * members, and the copies are never more than a minute apart.
 */
const DEPARTURE_TTL_MS = 60_000;

interface Departure {
  readonly seq: number;
  readonly at: number;
}

/**
 * Remembers the room's position at which a socket left the room or was evicted. The socket received all events up to
 * that position through the room, so it must not get them again as member events.
 */
export class Departures {
  readonly #rooms = new LRUCache<string, Map<string, Departure>>({
    max: MAX_ROOMS_WITH_DEPARTURES,
    ttl: DEPARTURE_TTL_MS,
  });

  record(roomId: string, socketId: string, seq: number, at = performance.now()): void {
    const sockets = this.#rooms.get(roomId) ?? new Map<string, Departure>();
    // Keep the entries ordered by the time when the sockets left, so that expired entries are first.
    sockets.delete(socketId);
    sockets.set(socketId, { seq, at });
    for (const [id, left] of sockets) {
      if (at - left.at <= DEPARTURE_TTL_MS) break;
      sockets.delete(id);
    }
    this.#rooms.set(roomId, sockets);
  }

  /** Returns the ids of the sockets that received event `seq` through the room before they left it. */
  received(roomId: string, seq: number): string[] {
    const sockets = [...(this.#rooms.get(roomId) ?? [])];
    return sockets.filter(([, left]) => left.seq >= seq).map(([socketId]) => socketId);
  }
}
