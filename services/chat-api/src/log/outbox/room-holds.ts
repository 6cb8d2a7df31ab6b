import type { Logger } from '@kcs/service-kit';
import type { StoredEvent } from '../stored-event.ts';

/**
 * The longest time that a room stays held. Its events are then tried again, in case a change of the stream's subjects
 * went unnoticed. With 10,000 held rooms, these retries use 33 of the 500 publishes of a sweep.
 */
const HOLD_MS = 5 * 60_000;

/** Why the events of a single room cannot be published. */
export type RoomBlock = 'no-subject' | 'subject-full';

const BLOCK_TEXTS: Readonly<Record<RoomBlock, string>> = {
  'no-subject':
    'The stream lacks the subject for this kind of event. Holding back the rooms that have such events.',
  'subject-full':
    "A subject of the stream has reached its maximum number of messages. Holding back its room. Raise the stream's limit.",
};

/**
 * Rooms whose events are held back because the stream does not accept one of those events. The stream may lack the
 * event's subject while only older versions of chat-api are running, or after such a version recreated the stream. The
 * rooms are released when the stream's subjects change.
 */
export class RoomHolds {
  readonly #until = new Map<string, number>();
  readonly #logged = new Set<string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** The number of rooms that are held. */
  get size(): number {
    return this.#until.size;
  }

  hold({ roomId, seq, kind }: StoredEvent, cause: RoomBlock, now = performance.now()): void {
    this.#until.set(roomId, now + HOLD_MS);
    const logged = `${cause} ${kind}`;
    if (this.#logged.has(logged)) return;
    this.#logged.add(logged);
    this.#logger.error({ room_id: roomId, seq, kind }, BLOCK_TEXTS[cause]);
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
    this.#logged.clear();
  }
}
