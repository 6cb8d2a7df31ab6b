/**
 * The seqs that one client has received in one room, live or by a catch-up. They are stored as a position, up to which
 * no seq is missing, and a list of the seqs above the first gap.
 */
export class ReceivedEvents {
  #position: number;
  readonly #ahead = new Set<number>();

  /**
   * Creates the record of a client that has just joined the room for the first time. `position` is the room's head at
   * that join, because the client expects only events after it.
   */
  constructor(position: number) {
    this.#position = position;
  }

  /** The highest seq up to which no event is missing. The client sends it as `since` when it joins again. */
  get position(): number {
    return this.#position;
  }

  add(seq: number): void {
    if (seq <= this.#position) return;
    this.#ahead.add(seq);
    while (this.#ahead.delete(this.#position + 1)) this.#position += 1;
  }

  /** Returns how many events up to `head` the client has not received. */
  missing(head: number): number {
    if (head <= this.#position) return 0;
    const receivedCount = [...this.#ahead].filter((seq) => seq <= head).length;
    return head - this.#position - receivedCount;
  }
}
