import type { RoomEvent } from '@kcs/contracts';

/**
 * What a room released while a join was under way, so that the join can extend its answer to the position at which
 * the socket enters. It covers everything after `from` until more than `most` were released.
 */
export class Recording {
  readonly #most: number;
  readonly #events: RoomEvent[] = [];
  #from: number | undefined;
  #overflowed = false;

  constructor(position: number | undefined, most: number) {
    this.#from = position;
    this.#most = most;
  }

  /** The room, new until now, got its first position. */
  started(position: number): void {
    this.#from ??= position;
  }

  /** The room skipped events: the recording proves nothing any more. */
  broken(): void {
    this.#overflowed = true;
  }

  released(event: RoomEvent): void {
    if (this.#events.length >= this.#most) this.#overflowed = true;
    else this.#events.push(event);
  }

  /** All that was released after `seq`; undefined where that is not known. */
  after(seq: number): readonly RoomEvent[] | undefined {
    if (this.#overflowed || this.#from === undefined || this.#from > seq) return undefined;
    return this.#events.filter((event) => event.seq > seq);
  }
}
