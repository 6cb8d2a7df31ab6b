import {
  dropHeldEventsAbove,
  jumpToPosition,
  NOT_STARTED_SEQUENCE,
  offerEvent,
  type RoomSequence as Sequence,
  type SequenceStep,
} from '@kcs/contracts';

export interface SequenceLimits {
  /**
   * Maximum number of events that a room holds while it waits for a gap to close. Further events are dropped and
   * fetched later.
   */
  readonly heldCount: number;
  readonly heldBytes: number;
}

/**
 * Keeps the events of one room in order (ORD-1), limits the number and size of held events, and tracks the known head
 * of the log.
 */
export class RoomSequence<E extends { readonly seq: number }> {
  #sequence: Sequence<E> = NOT_STARTED_SEQUENCE;
  #head = 0;
  #heldBytes = 0;
  readonly #sizeOf: (event: E) => number;
  readonly #canHold: (held: readonly E[], event: E) => boolean;

  constructor({ heldCount, heldBytes }: SequenceLimits, sizeOf: (event: E) => number) {
    this.#sizeOf = sizeOf;
    this.#canHold = (held, event) => held.length < heldCount && this.#heldBytes + sizeOf(event) <= heldBytes;
  }

  /** The `seq` of the last event that was released or skipped; undefined before `start`. */
  get position(): number | undefined {
    return this.#sequence.position < 0 ? undefined : this.#sequence.position;
  }

  /** Whether events between the position and the known head are missing. */
  get isBehind(): boolean {
    return this.position !== undefined && this.#head > this.position;
  }

  get heldCount(): number {
    return this.#sequence.held.length;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  offer(event: E): SequenceStep<E> {
    const sequenceStep = offerEvent(this.#sequence, event, this.#canHold);
    this.#sequence = sequenceStep.sequence;
    this.observeHead(event.seq);
    if (sequenceStep.outcome === 'held') this.#heldBytes += this.#sizeOf(event);
    else if (sequenceStep.released.length > 1) this.#countHeld();
    return sequenceStep;
  }

  /** Records that the room's head is at least `head`. Events up to `head` that have not arrived form a gap. */
  observeHead(head: number): void {
    if (head > this.#head) this.#head = head;
  }

  /**
   * Sets the first position of the room, unless the room already has a position. Returns the held events that are now
   * in order.
   */
  start(position: number): readonly E[] {
    return this.position === undefined ? this.skipTo(position) : [];
  }

  /**
   * Jumps to the given position, which may also be lower than the current one. Events between the two positions are
   * skipped. Returns the held events that are now in order.
   */
  skipTo(position: number): readonly E[] {
    const { sequence, released } = jumpToPosition(this.#sequence, position);
    this.#sequence = sequence;
    this.#head = sequence.held.at(-1)?.seq ?? sequence.position;
    this.#countHeld();
    return released;
  }

  /** Drops the held events after `head`, because the log does not contain them. */
  dropHeldAbove(head: number): void {
    this.#sequence = dropHeldEventsAbove(this.#sequence, head);
    this.#head = Math.max(this.position ?? 0, head);
    this.#countHeld();
  }

  #countHeld(): void {
    this.#heldBytes = this.#sequence.held.reduce((total, event) => total + this.#sizeOf(event), 0);
  }
}
