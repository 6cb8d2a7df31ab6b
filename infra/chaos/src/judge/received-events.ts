/**
 * Tracks the seqs that one client has received in one room, live or from a catch-up: all seqs up to `position`, and
 * single seqs above a gap.
 */
export class ReceivedEvents {
  #position: number;
  readonly #ahead = new Set<number>();

  /** Starts at `position`, the head of the client's first join, because the client does not expect earlier events. */
  constructor(position: number) {
    this.#position = position;
  }

  /**
   * The highest seq up to which no event is missing. When the client joins again, it sends this position as `since`.
   */
  get position(): number {
    return this.#position;
  }

  add(seq: number): void {
    if (seq <= this.#position) return;
    this.#ahead.add(seq);
    while (this.#ahead.delete(this.#position + 1)) this.#position += 1;
  }

  /** Returns the number of events up to `head` that the client has not received. */
  missing(head: number): number {
    if (head <= this.#position) return 0;
    const received = [...this.#ahead].filter((seq) => seq <= head).length;
    return head - this.#position - received;
  }
}
