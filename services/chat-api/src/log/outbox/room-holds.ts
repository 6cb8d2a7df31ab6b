import type { Logger } from '@kcs/service-kit';
import type { StoredEvent } from '../stored-event.ts';

/**
 * Maximum time for which a room is held. Afterwards, the sweep tries to publish the room's events, in case this replica
 * missed a change of the stream's subjects. 10,000 held rooms cause 33 retries per second, and a sweep publishes up to
 * 500 events per second.
 */
const MAX_HOLD_MS = 5 * 60_000;

/**
 * The held rooms: rooms whose events stay in the outbox, because the stream lacks the subject for one of them. Rooms
 * are held while only older versions of chat-api are running, or after an older version recreated the stream. They are
 * released when the stream's subjects change.
 */
export class RoomHolds {
  readonly #until = new Map<string, number>();
  readonly #loggedKinds = new Set<string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get size(): number {
    return this.#until.size;
  }

  hold({ roomId, seq, kind }: StoredEvent, now = performance.now()): void {
    this.#until.set(roomId, now + MAX_HOLD_MS);
    if (this.#loggedKinds.has(kind)) return;
    this.#loggedKinds.add(kind);
    this.#logger.error(
      { room_id: roomId, seq, kind },
      'The stream lacks the subject for this kind of event. Holding all rooms with such events until a newer version adds the subject.',
    );
  }

  /**
   * Releases rooms that have been held for more than 5 minutes, and returns the ids of all rooms that are still held.
   */
  rooms(now = performance.now()): string[] {
    for (const [roomId, until] of this.#until) if (until <= now) this.#until.delete(roomId);
    return [...this.#until.keys()];
  }

  /** Releases all held rooms. Call this method when the stream's subjects have changed. */
  release(): void {
    if (this.size > 0)
      this.#logger.info(
        { rooms: this.size },
        "The stream's subjects have changed. Releasing all held rooms.",
      );
    this.#until.clear();
    this.#loggedKinds.clear();
  }
}
