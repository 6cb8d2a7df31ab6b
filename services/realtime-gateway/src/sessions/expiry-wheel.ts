const SLOT_DURATION_MS = 1_000;

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
    const slotSecond = Math.ceil(atMs / SLOT_DURATION_MS);
    const slotItems = this.#slots.get(slotSecond);
    if (slotItems) slotItems.add(item);
    else this.#slots.set(slotSecond, new Set([item]));
    this.#slotOf.set(item, slotSecond);
  }

  delete(item: T): void {
    const slotSecond = this.#slotOf.get(item);
    if (slotSecond === undefined) return;
    this.#slotOf.delete(item);
    const slotItems = this.#slots.get(slotSecond);
    slotItems?.delete(item);
    if (slotItems?.size === 0) this.#slots.delete(slotSecond);
  }

  /** Removes and returns the items that are due, earliest first. */
  due(nowMs: number): T[] {
    const dueSecond = Math.floor(nowMs / SLOT_DURATION_MS);
    const dueSlotSeconds = [...this.#slots.keys()].filter((slot) => slot <= dueSecond).sort((a, b) => a - b);
    const dueItems = dueSlotSeconds.flatMap((slot) => [...(this.#slots.get(slot) ?? [])]);
    for (const item of dueItems) this.delete(item);
    return dueItems;
  }
}
