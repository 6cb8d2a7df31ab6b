import type { RoomEvent } from '@kcs/contracts';

/**
 * Records the events that a room releases during a join, so that the join can add them to its answer. Holds up to
 * `maxEvents` events.
 */
export class RoomEventRecording {
  readonly #maxEvents: number;
  readonly #events: RoomEvent[] = [];
  #from: number | undefined;
  #incomplete = false;

  /**
   * `position` is the room's current position; undefined if the room has none yet, in which case `started` sets it
   * later.
   */
  constructor(position: number | undefined, maxEvents: number) {
    this.#from = position;
    this.#maxEvents = maxEvents;
  }

  /** Sets the position at which the recording starts, unless it is already set. */
  started(position: number): void {
    this.#from ??= position;
  }

  /** Marks the recording as incomplete, because the room has skipped events. */
  skipped(): void {
    this.#incomplete = true;
  }

  released(event: RoomEvent): void {
    if (this.#events.length >= this.#maxEvents) this.#incomplete = true;
    else this.#events.push(event);
  }

  /** Returns all events after `seq`, or undefined if the recording does not contain all of them. */
  after(seq: number): readonly RoomEvent[] | undefined {
    if (this.#incomplete || this.#from === undefined || this.#from > seq) return undefined;
    return this.#events.filter((event) => event.seq > seq);
  }
}
