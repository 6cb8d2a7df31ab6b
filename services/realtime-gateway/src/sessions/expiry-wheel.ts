const SECOND_MS = 1_000;

/**
 * Groups members by the second in which they are due, so that one timer serves all of them. `due` returns each member
 * once, at most a second late. The caller passes the current time.
 */
export class ExpiryWheel<T> {
  readonly #slots = new Map<number, Set<T>>();
  readonly #slotOf = new Map<T, number>();

  /**
   * Sets or changes the time at which a member is due. A member whose time is in the past is due at the next call of
   * `due`.
   */
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

  /** Removes and returns the members that are due, earliest first. */
  due(nowMs: number): T[] {
    const to = Math.floor(nowMs / SECOND_MS);
    const slots = [...this.#slots.keys()].filter((slot) => slot <= to).sort((a, b) => a - b);
    const members = slots.flatMap((slot) => [...(this.#slots.get(slot) ?? [])]);
    for (const member of members) this.delete(member);
    return members;
  }
}
