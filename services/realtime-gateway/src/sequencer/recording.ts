import type { RoomEvent } from '@kcs/contracts';

/**
 * Records the events that a room releases during a join, so that the join can extend its answer to the position at
 * which the socket enters. Covers up to `maxEvents` events after the room's position at the start of the recording.
 */
export class Recording {
  readonly #maxEvents: number;
  readonly #events: RoomEvent[] = [];
  #from: number | undefined;
  #incomplete = false;

  /** `position` is undefined if the room has no position yet. In that case, `started` sets it later. */
  constructor(position: number | undefined, maxEvents: number) {
    this.#from = position;
    this.#maxEvents = maxEvents;
  }

  /** Call this when the room gets its first position. */
  started(position: number): void {
    this.#from ??= position;
  }

  /** Call this when the room skips events, which makes the recording incomplete. */
  skipped(): void {
    this.#incomplete = true;
  }

  released(event: RoomEvent): void {
    if (this.#events.length >= this.#maxEvents) this.#incomplete = true;
    else this.#events.push(event);
  }

  /** Returns all events released after `seq`, or undefined if the recording does not cover all of them. */
  after(seq: number): readonly RoomEvent[] | undefined {
    if (this.#incomplete || this.#from === undefined || this.#from > seq) return undefined;
    return this.#events.filter((event) => event.seq > seq);
  }
}
