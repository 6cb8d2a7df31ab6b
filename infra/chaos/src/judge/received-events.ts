/**
 * The seqs of one room that one client has received on any path: everything up to `position`, and some beyond a gap.
 */
export class ReceivedEvents {
  #position: number;
  readonly #ahead = new Set<number>();

  /** Starts at the head of the client's first join. */
  constructor(position: number) {
    this.#position = position;
  }

  /** The seq up to which everything was received. The client sends it as `since`. */
  get position(): number {
    return this.#position;
  }

  add(seq: number): void {
    if (seq <= this.#position) return;
    this.#ahead.add(seq);
    while (this.#ahead.delete(this.#position + 1)) this.#position += 1;
  }

  /** Returns how many events up to `head` are missing. */
  missing(head: number): number {
    if (head <= this.#position) return 0;
    const received = [...this.#ahead].filter((seq) => seq <= head).length;
    return head - this.#position - received;
  }
}
