import { LRUCache } from 'lru-cache';

const ROOMS_KEPT = 10_000;
/** A member event and the room's own travel side by side; one is never a minute behind the other. */
const KEPT_MS = 60_000;

/**
 * Up to which number a socket had a room's events when it left the room or was put out of it: what it got through the
 * room it must not get again as a member.
 */
export class Departures {
  readonly #rooms = new LRUCache<string, Map<string, number>>({ max: ROOMS_KEPT, ttl: KEPT_MS });

  note(roomId: string, socketId: string, seq: number): void {
    const sockets = this.#rooms.get(roomId) ?? new Map<string, number>();
    this.#rooms.set(roomId, sockets.set(socketId, seq));
  }

  /** The sockets that had the event before they left. */
  whoHad(roomId: string, seq: number): string[] {
    const sockets = [...(this.#rooms.get(roomId) ?? [])];
    return sockets.filter(([, upTo]) => upTo >= seq).map(([socketId]) => socketId);
  }
}
