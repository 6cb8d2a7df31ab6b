/** The result of an offer: what happened to the event, and the events to release now, in order. */
export interface Step<T> {
  readonly release: readonly T[];
  readonly outcome: 'released' | 'repeated' | 'held' | 'refused' | 'none';
}

export interface SequenceLimits {
  /** Events held ahead of a gap. Events beyond the limits are refused and fetched again later. */
  readonly heldCount: number;
  readonly heldBytes: number;
}

const NOTHING: Step<never> = { release: [], outcome: 'none' };

/**
 * The order of one room (ORD-1), without clock or I/O. Events may be offered in any order and repeatedly; each is
 * released once and strictly by `seq`. Events ahead of a gap are held. Nothing is released before `start`.
 */
export class RoomSequence<T extends { readonly seq: number }> {
  readonly #limits: SequenceLimits;
  readonly #sizeOf: (event: T) => number;
  readonly #held = new Map<number, T>();
  #heldBytes = 0;
  #position: number | undefined;
  /** The highest seq known to exist. */
  #head = 0;

  constructor(limits: SequenceLimits, sizeOf: (event: T) => number) {
    this.#limits = limits;
    this.#sizeOf = sizeOf;
  }

  /** The seq of the last event released, or skipped by `start` or `skipTo`; undefined before `start`. */
  get position(): number | undefined {
    return this.#position;
  }

  /** Whether events between the position and the known head are missing. */
  get behind(): boolean {
    return this.#position !== undefined && this.#head > this.#position;
  }

  get heldCount(): number {
    return this.#held.size;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  offer(event: T): Step<T> {
    const { seq } = event;
    if (this.#position !== undefined && seq <= this.#position) return { release: [], outcome: 'repeated' };
    if (seq > this.#head) this.#head = seq;
    if (this.#position === undefined || seq > this.#position + 1) return this.#hold(event);
    this.#position = seq;
    this.#drop(seq);
    return { release: [event, ...this.#consecutive()], outcome: 'released' };
  }

  /** Records that the room's head is at least `head`. Events missing up to it are a gap. */
  observeHead(head: number): void {
    if (head > this.#head) this.#head = head;
  }

  /** Sets the first position; does nothing when there is one. Drops held events up to it and releases what follows. */
  start(position: number): Step<T> {
    return this.#position === undefined ? this.skipTo(position) : NOTHING;
  }

  /** Moves to a position, forward or back, without releasing the events in between: for gaps that cannot be repaired. */
  skipTo(position: number): Step<T> {
    this.#position = position;
    for (const seq of [...this.#held.keys()]) if (seq <= position) this.#drop(seq);
    const release = this.#consecutive();
    this.#head = Math.max(this.#position, ...this.#held.keys());
    return { release, outcome: 'none' };
  }

  /** The log was read and ends at `head`: held events above it never existed. */
  forgetAbove(head: number): void {
    for (const seq of [...this.#held.keys()]) if (seq > head) this.#drop(seq);
    this.#head = Math.max(this.#position ?? 0, head);
  }

  #hold(event: T): Step<T> {
    if (this.#held.has(event.seq)) return { release: [], outcome: 'repeated' };
    const bytes = this.#sizeOf(event);
    const full =
      this.#held.size >= this.#limits.heldCount || this.#heldBytes + bytes > this.#limits.heldBytes;
    if (full) return { release: [], outcome: 'refused' };
    this.#held.set(event.seq, event);
    this.#heldBytes += bytes;
    return { release: [], outcome: 'held' };
  }

  #consecutive(): T[] {
    const released: T[] = [];
    for (;;) {
      const seq = (this.#position as number) + 1;
      const next = this.#held.get(seq);
      if (next === undefined) return released;
      this.#drop(seq);
      this.#position = seq;
      released.push(next);
    }
  }

  #drop(seq: number): void {
    const event = this.#held.get(seq);
    if (event === undefined) return;
    this.#held.delete(seq);
    this.#heldBytes -= this.#sizeOf(event);
  }
}
