import type { TSchema } from 'typebox';

/** A pattern that accepts text beyond a length without reading it. `maxLength` refuses that text already. */
class BoundPattern extends RegExp {
  readonly #maxLength: number;

  constructor(pattern: string | RegExp, maxLength: number) {
    super(pattern, 'u');
    this.#maxLength = maxLength;
  }

  override test(text: string): boolean {
    return isLonger(text, this.#maxLength) || super.test(text);
  }

  /** Error messages show the pattern. */
  override toString(): string {
    return this.source;
  }
}

/** Counts code points, as `maxLength` does. */
function isLonger(text: string, maxLength: number): boolean {
  if (text.length <= maxLength) return false;
  return text.length > 2 * maxLength || [...text].length > maxLength;
}

/**
 * Returns the schema with patterns that are never run on text beyond its `maxLength`. Validators collect the errors of
 * all keywords, so otherwise a pattern would read text of any length.
 */
export function boundPatterns<T extends TSchema>(schema: T): T {
  return bound(schema) as T;
}

function bound(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(bound);
  if (typeof part !== 'object' || part === null || part instanceof RegExp) return part;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(part).map(([name, child]) => [name, bound(child)]),
  );
  const { pattern, maxLength } = copy;
  if ((typeof pattern === 'string' || pattern instanceof RegExp) && typeof maxLength === 'number') {
    copy.pattern = new BoundPattern(pattern, maxLength);
  }
  return copy;
}
