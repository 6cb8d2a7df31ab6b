import { LRUCache } from 'lru-cache';

/** Events whose word to members travels beside them; both arrive within seconds. */
const EVENTS_KEPT = 1_000;

interface Numbered {
  readonly room_id: string;
  readonly seq: number;
}
const keyOf = ({ room_id, seq }: Numbered) => `${room_id}:${seq}`;

/** Which sockets got an event as the last one of a room they were then put out of: they must not get it again. */
export class DeliveredRemovals {
  readonly #sockets = new LRUCache<string, Set<string>>({ max: EVENTS_KEPT });

  note(event: Numbered, socketId: string): void {
    const key = keyOf(event);
    const sockets = this.#sockets.get(key) ?? new Set();
    this.#sockets.set(key, sockets.add(socketId));
  }

  of(event: Numbered): Iterable<string> {
    return this.#sockets.get(keyOf(event)) ?? [];
  }
}
