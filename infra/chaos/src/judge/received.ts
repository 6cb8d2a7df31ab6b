/** What one client has of one room, whichever way it came: all up to `position`, and some ahead of a gap. */
export class Received {
  #position: number;
  readonly #ahead = new Set<number>();

  /** Begins where the client first joined. */
  constructor(position: number) {
    this.#position = position;
  }

  /** Everything up to here is there: what a client names as `since`. */
  get position(): number {
    return this.#position;
  }

  add(seq: number): void {
    if (seq <= this.#position) return;
    this.#ahead.add(seq);
    while (this.#ahead.delete(this.#position + 1)) this.#position += 1;
  }

  /** How many up to `head` are missing. */
  missing(head: number): number {
    if (head <= this.#position) return 0;
    const there = [...this.#ahead].filter((seq) => seq <= head).length;
    return head - this.#position - there;
  }
}
