/** What an offer did: where the event went, and what may be released now, in order. */
export interface Step<T> {
  readonly release: readonly T[];
  readonly outcome: 'released' | 'repeated' | 'held' | 'refused' | 'none';
}

export interface SequenceLimits {
  /** Events held ahead of a gap, at most; what does not fit is fetched again later. */
  readonly heldCount: number;
  readonly heldBytes: number;
}

const NOTHING: Step<never> = { release: [], outcome: 'none' };

/**
 * The order of one room, as values: no clock, no I/O. Whatever is offered, in any order and however often, is
 * released each once and strictly by `seq`; what is ahead of a gap waits. Nothing is released before `start`.
 */
export class RoomSequence<T extends { readonly seq: number }> {
  readonly #limits: SequenceLimits;
  readonly #sizeOf: (event: T) => number;
  readonly #held = new Map<number, T>();
  #heldBytes = 0;
  #position: number | undefined;
  #known = 0;

  constructor(limits: SequenceLimits, sizeOf: (event: T) => number) {
    this.#limits = limits;
    this.#sizeOf = sizeOf;
  }

  /** The number of the last event that was released (or skipped by `start`); undefined before `start`. */
  get position(): number | undefined {
    return this.#position;
  }

  /** Whether something between the position and what is known to exist is missing. */
  get behind(): boolean {
    return this.#position !== undefined && this.#known > this.#position;
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
    if (seq > this.#known) this.#known = seq;
    if (this.#position === undefined || seq > this.#position + 1) return this.#hold(event);
    this.#position = seq;
    this.#drop(seq);
    return { release: [event, ...this.#consecutive()], outcome: 'released' };
  }

  /** The head is at least this: without its event, that is a gap too. */
  heard(head: number): void {
    if (head > this.#known) this.#known = head;
  }

  /** Begins at a position, where it has none yet; what is held up to it is dropped, what follows it is released. */
  start(position: number): Step<T> {
    return this.#position === undefined ? this.jump(position) : NOTHING;
  }

  /** Goes to a position, whatever lies between: for what cannot be repaired. */
  jump(position: number): Step<T> {
    this.#position = position;
    for (const seq of [...this.#held.keys()]) if (seq <= position) this.#drop(seq);
    const release = this.#consecutive();
    this.#known = Math.max(this.#position, ...this.#held.keys());
    return { release, outcome: 'none' };
  }

  /** The log was read and ends at `head`: what is held above it never happened. */
  forgetAbove(head: number): void {
    for (const seq of [...this.#held.keys()]) if (seq > head) this.#drop(seq);
    this.#known = Math.max(this.#position ?? 0, head);
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
