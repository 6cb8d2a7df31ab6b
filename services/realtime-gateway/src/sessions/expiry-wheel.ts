const SECOND_MS = 1_000;

/**
 * Groups items by the second in which they are due, so that one timer is enough for all items. `due` returns each item
 * once, at most one second late. The caller passes the current time.
 */
export class ExpiryWheel<T> {
  readonly #slots = new Map<number, Set<T>>();
  readonly #slotOf = new Map<T, number>();

  /**
   * Sets or changes the time at which an item is due. If the time is in the past, the next call to `due` returns the
   * item.
   */
  set(item: T, atMs: number): void {
    this.delete(item);
    const slot = Math.ceil(atMs / SECOND_MS);
    const slotItems = this.#slots.get(slot);
    if (slotItems) slotItems.add(item);
    else this.#slots.set(slot, new Set([item]));
    this.#slotOf.set(item, slot);
  }

  delete(item: T): void {
    const slot = this.#slotOf.get(item);
    if (slot === undefined) return;
    this.#slotOf.delete(item);
    const slotItems = this.#slots.get(slot);
    slotItems?.delete(item);
    if (slotItems?.size === 0) this.#slots.delete(slot);
  }

  /** Removes and returns the items that are due, earliest first. */
  due(nowMs: number): T[] {
    const dueSecond = Math.floor(nowMs / SECOND_MS);
    const dueSlots = [...this.#slots.keys()].filter((slot) => slot <= dueSecond).sort((a, b) => a - b);
    const dueItems = dueSlots.flatMap((slot) => [...(this.#slots.get(slot) ?? [])]);
    for (const item of dueItems) this.delete(item);
    return dueItems;
  }
}
