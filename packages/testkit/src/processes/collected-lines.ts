const MAX_KEPT_LINES = 20_000;

/** Collects the output of one process as lines. Keeps the last 20,000 lines. */
export class CollectedLines {
  readonly #lines: string[] = [];
  readonly #listeners = new Set<() => void>();

  add(line: string): void {
    if (this.#lines.length >= MAX_KEPT_LINES) this.#lines.shift();
    this.#lines.push(line);
    for (const resolveOnMatch of [...this.#listeners]) resolveOnMatch();
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  tail(count: number): string {
    return this.#lines.slice(-count).join('\n');
  }

  /**
   * Resolves with the first matching line, whether it was written earlier or is written later. Stays pending if no line
   * matches.
   */
  first(fits: (line: string) => boolean): Promise<string> {
    return new Promise((resolve) => {
      const resolveOnMatch = () => {
        const matchingLine = this.#lines.find(fits);
        if (matchingLine === undefined) return;
        this.#listeners.delete(resolveOnMatch);
        resolve(matchingLine);
      };
      this.#listeners.add(resolveOnMatch);
      resolveOnMatch();
    });
  }
}
