/**
 * For each user and room, the sources of the typing state and when the last `true` of each source expires. A source is
 * a socket of this gateway, or a gateway. A user is typing while at least one source is (TYPE-6).
 */
export class TypingSources {
  readonly #sources = new Map<string, Map<string, number>>();

  has(key: string, source: string): boolean {
    return this.#sources.get(key)?.has(source) ?? false;
  }

  keys(): IterableIterator<string> {
    return this.#sources.keys();
  }

  /** Returns the keys for which the source is typing. A key stands for one user in one room. */
  keysOf(source: string): string[] {
    return [...this.#sources].filter(([, sources]) => sources.has(source)).map(([key]) => key);
  }

  started(key: string, source: string, endsAt: number): void {
    const sources = this.#sources.get(key);
    if (sources) sources.set(source, endsAt);
    else this.#sources.set(key, new Map([[source, endsAt]]));
  }

  /** Removes a source. Returns when the last `true` of the other sources expires; undefined if none is typing. */
  stopped(key: string, source: string, now: number): number | undefined {
    const sources = this.#sources.get(key);
    sources?.delete(source);
    const endsAt = Math.max(...(sources?.values() ?? []));
    if (endsAt > now) return endsAt;
    this.#sources.delete(key);
    return undefined;
  }

  delete(key: string): void {
    this.#sources.delete(key);
  }
}
