import { LRUCache } from 'lru-cache';

const MAX_ROOMS = 10_000;
/**
 * An event's copies for the room and for its members take separate paths. They never arrive more than a minute apart.
 */
const KEPT_MS = 60_000;

interface Departure {
  readonly seq: number;
  readonly at: number;
}

/**
 * Remembers the room's position when a socket left the room or was evicted. Events up to that position reached the
 * socket through the room, so it must not get them again as a member event.
 */
export class Departures {
  readonly #rooms = new LRUCache<string, Map<string, Departure>>({ max: MAX_ROOMS, ttl: KEPT_MS });

  record(roomId: string, socketId: string, seq: number, at = performance.now()): void {
    const sockets = this.#rooms.get(roomId) ?? new Map<string, Departure>();
    // Keep the entries in the order in which sockets left, so that expired entries come first.
    sockets.delete(socketId);
    sockets.set(socketId, { seq, at });
    for (const [id, left] of sockets) {
      if (at - left.at <= KEPT_MS) break;
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
