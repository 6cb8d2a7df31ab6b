import type { Logger } from '@kcs/service-kit';
import type { StoredEvent } from '../stored-event.ts';

/**
 * A held room is tried again after this time even if the subjects of the stream seem unchanged. With 10,000 held rooms
 * these attempts take 33 of the 500 events that a sweep may publish.
 */
const HOLD_MS = 5 * 60_000;

/**
 * Rooms that wait because the stream does not have the subject of one of their events: only older versions of chat-api
 * are running, or such a version recreated the stream. They are released when the subjects change.
 */
export class RoomHolds {
  readonly #until = new Map<string, number>();
  readonly #loggedKinds = new Set<string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** The number of rooms that wait. */
  get size(): number {
    return this.#until.size;
  }

  hold({ roomId, seq, kind }: StoredEvent, now = performance.now()): void {
    this.#until.set(roomId, now + HOLD_MS);
    if (this.#loggedKinds.has(kind)) return;
    this.#loggedKinds.add(kind);
    this.#logger.error(
      { room_id: roomId, seq, kind },
      'The stream has no subject for this kind of event; holding its rooms in the outbox',
    );
  }

  /** The rooms that wait now. Rooms held for longer than 5 minutes are released. */
  rooms(now = performance.now()): string[] {
    for (const [roomId, until] of this.#until) if (until <= now) this.#until.delete(roomId);
    return [...this.#until.keys()];
  }

  /** Releases all rooms: the subjects of the stream have changed. */
  release(): void {
    if (this.size > 0)
      this.#logger.info(
        { rooms: this.size },
        'The subjects of the stream have changed; releasing all held rooms',
      );
    this.#until.clear();
    this.#loggedKinds.clear();
  }
}
