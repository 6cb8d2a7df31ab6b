import { LRUCache } from 'lru-cache';

const ROOMS_KEPT = 10_000;
/** A member event and the room's own travel side by side; one is never a minute behind the other. */
const KEPT_MS = 60_000;

interface Departure {
  readonly seq: number;
  readonly at: number;
}

/**
 * Up to which number a socket had a room's events when it left the room or was put out of it: what it got through the
 * room it must not get again as a member.
 */
export class Departures {
  readonly #rooms = new LRUCache<string, Map<string, Departure>>({ max: ROOMS_KEPT, ttl: KEPT_MS });

  note(roomId: string, socketId: string, seq: number, at = performance.now()): void {
    const sockets = this.#rooms.get(roomId) ?? new Map<string, Departure>();
    // Kept in the order of their leaving: those whose time is over come first.
    sockets.delete(socketId);
    sockets.set(socketId, { seq, at });
    for (const [id, left] of sockets) {
      if (at - left.at <= KEPT_MS) break;
      sockets.delete(id);
    }
    this.#rooms.set(roomId, sockets);
  }

  /** The sockets that had the event before they left. */
  whoHad(roomId: string, seq: number): string[] {
    const sockets = [...(this.#rooms.get(roomId) ?? [])];
    return sockets.filter(([, left]) => left.seq >= seq).map(([socketId]) => socketId);
  }
}
