/** Judges the order in which a client receives the events of one room's log, from the head at its first join onward. */
export class LogPosition {
  repeated = 0;
  /** The number of events that arrived before an event with a lower seq. */
  outOfOrder = 0;
  readonly #missing = new Set<number>();
  #highest: number;

  constructor(head: number) {
    this.#highest = head;
  }

  /** The seq up to which the client has received every event. */
  get position(): number {
    return this.#missing.size === 0 ? this.#highest : Math.min(...this.#missing) - 1;
  }

  add(seq: number): void {
    if (seq <= this.#highest) {
      if (!this.#missing.delete(seq)) this.repeated += 1;
      return;
    }
    if (seq > this.#highest + 1) this.outOfOrder += 1;
    for (let missing = this.#highest + 1; missing < seq; missing++) this.#missing.add(missing);
    this.#highest = seq;
  }

  /** Returns how many events up to `head` have not arrived. */
  countMissing(head: number): number {
    return this.#missing.size + Math.max(0, head - this.#highest);
  }
}
