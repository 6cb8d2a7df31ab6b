const SECOND_MS = 1_000;

/**
 * Members by the second at which something is due for them: one timer for all instead of one for each. `due` hands
 * out each member once, at most a second late. Pure of clocks.
 */
export class ExpiryWheel<T> {
  readonly #slots = new Map<number, Set<T>>();
  readonly #slotOf = new Map<T, number>();

  /** Sets or moves the member's time; a time that has passed is due at the next turn. */
  set(member: T, atMs: number): void {
    this.delete(member);
    const slot = Math.ceil(atMs / SECOND_MS);
    const members = this.#slots.get(slot);
    if (members) members.add(member);
    else this.#slots.set(slot, new Set([member]));
    this.#slotOf.set(member, slot);
  }

  delete(member: T): void {
    const slot = this.#slotOf.get(member);
    if (slot === undefined) return;
    this.#slotOf.delete(member);
    const members = this.#slots.get(slot);
    members?.delete(member);
    if (members?.size === 0) this.#slots.delete(slot);
  }

  due(nowMs: number): T[] {
    const to = Math.floor(nowMs / SECOND_MS);
    const slots = [...this.#slots.keys()].filter((slot) => slot <= to).sort((a, b) => a - b);
    const members = slots.flatMap((slot) => [...(this.#slots.get(slot) ?? [])]);
    for (const member of members) this.delete(member);
    return members;
  }
}
