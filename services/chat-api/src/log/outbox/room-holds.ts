import type { Logger } from '@kcs/service-kit';
import type { StoredEvent } from '../stored-event.ts';

/**
 * Maximum time for which a room is held. Afterwards, the sweep tries to publish the room's events again, in case this
 * replica missed a change of the stream's subjects. Even 10,000 held rooms cause only about 33 such attempts per
 * second, far fewer than the 500 events per second that the sweep can publish.
 */
const MAX_ROOM_HOLD_MS = 5 * 60_000;

/** Why a room is held: the stream lacks the subject for one of its events, or that subject is full. */
export type RoomHoldCause = 'no-subject' | 'subject-full';

const HOLD_CAUSE_MESSAGES: Readonly<Record<RoomHoldCause, string>> = {
  'no-subject':
    'The stream lacks the subject for this kind of event. Holding all rooms with such events until a newer version adds the subject.',
  'subject-full':
    'A subject of the stream has reached its maximum number of messages. Holding every room whose subject is full. Raise max_msgs_per_subject of the stream.',
};

/**
 * The held rooms: rooms whose events all stay in the outbox, because the stream does not accept one of these events.
 * Either the event's subject is full, or the stream does not have that subject. A subject can be missing if only
 * older versions of chat-api are running, or if an older version has recreated the stream. All held rooms are
 * released when the stream's subjects change, and each room is released after 5 minutes at the latest.
 */
export class RoomHolds {
  readonly #until = new Map<string, number>();
  readonly #loggedBlocks = new Set<string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get size(): number {
    return this.#until.size;
  }

  hold({ roomId, seq, kind }: StoredEvent, cause: RoomHoldCause, now = performance.now()): void {
    this.#until.set(roomId, now + MAX_ROOM_HOLD_MS);
    const causeAndKindKey = `${cause} ${kind}`;
    if (this.#loggedBlocks.has(causeAndKindKey)) return;
    this.#loggedBlocks.add(causeAndKindKey);
    this.#logger.error({ room_id: roomId, seq, kind }, HOLD_CAUSE_MESSAGES[cause]);
  }

  /** Releases rooms that have been held for 5 minutes, and returns the ids of all rooms that are still held. */
  listHeldRooms(now = performance.now()): string[] {
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
    this.#loggedBlocks.clear();
  }
}
