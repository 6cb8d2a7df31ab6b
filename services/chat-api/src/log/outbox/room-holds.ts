import type { Logger } from '@kcs/service-kit';
import type { StoredEvent } from '../stored-event.ts';

/**
 * The longest time that a room stays held. Its events are then tried again, in case a change of the stream's subjects
 * went unnoticed. With 10,000 held rooms, these retries use 33 of the 500 publishes of a sweep.
 */
const HOLD_MS = 5 * 60_000;

/**
 * Rooms whose events are held back because the stream lacks the subject for one of those events. This happens while
 * only older versions of chat-api are running, or after such a version recreated the stream. The rooms are released
 * when the stream's subjects change.
 */
export class RoomHolds {
  readonly #until = new Map<string, number>();
  readonly #loggedKinds = new Set<string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** The number of rooms that are held. */
  get size(): number {
    return this.#until.size;
  }

  hold({ roomId, seq, kind }: StoredEvent, now = performance.now()): void {
    this.#until.set(roomId, now + HOLD_MS);
    if (this.#loggedKinds.has(kind)) return;
    this.#loggedKinds.add(kind);
    this.#logger.error(
      { room_id: roomId, seq, kind },
      'The stream lacks the subject for this kind of event. Holding back the rooms that have such events.',
    );
  }

  /** Returns the ids of the held rooms, after releasing those that have been held for longer than 5 minutes. */
  rooms(now = performance.now()): string[] {
    for (const [roomId, until] of this.#until) if (until <= now) this.#until.delete(roomId);
    return [...this.#until.keys()];
  }

  /** Releases all held rooms. Call this when the stream's subjects have changed. */
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
