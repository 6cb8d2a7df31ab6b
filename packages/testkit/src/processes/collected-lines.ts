const KEPT_LINES = 20_000;

/** What one process wrote, as it came. */
export class CollectedLines {
  readonly #lines: string[] = [];

  add(line: string): void {
    if (this.#lines.length >= KEPT_LINES) this.#lines.shift();
    this.#lines.push(line);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  tail(count: number): string {
    return this.#lines.slice(-count).join('\n');
  }
}
