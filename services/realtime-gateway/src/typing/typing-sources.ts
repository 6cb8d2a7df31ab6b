/**
 * Tracks which sources report that a user is typing in a room, and when each report expires. A source is either a local
 * socket or a gateway. A user is typing while at least one source reports it (TYPE-6).
 */
export class TypingSources {
  readonly #sources = new Map<string, Map<string, number>>();

  has(key: string, source: string): boolean {
    return this.#sources.get(key)?.has(source) ?? false;
  }

  keys(): IterableIterator<string> {
    return this.#sources.keys();
  }

  /** Returns all keys that the source reports as typing. A key stands for one user in one room. */
  keysOf(source: string): string[] {
    return [...this.#sources].filter(([, sources]) => sources.has(source)).map(([key]) => key);
  }

  started(key: string, source: string, endsAt: number): void {
    const endTimesBySource = this.#sources.get(key);
    if (endTimesBySource) endTimesBySource.set(source, endsAt);
    else this.#sources.set(key, new Map([[source, endsAt]]));
  }

  /**
   * Removes the source's report for the key. Returns the time at which the last of the remaining reports expires, or
   * undefined if no report remains.
   */
  stopped(key: string, source: string, now: number): number | undefined {
    const endTimesBySource = this.#sources.get(key);
    endTimesBySource?.delete(source);
    const latestTypingEndsAt = Math.max(...(endTimesBySource?.values() ?? []));
    if (latestTypingEndsAt > now) return latestTypingEndsAt;
    this.#sources.delete(key);
    return undefined;
  }

  delete(key: string): void {
    this.#sources.delete(key);
  }
}
