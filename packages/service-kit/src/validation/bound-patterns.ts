import type { TSchema } from 'typebox';

/**
 * A pattern that does not run on text longer than `maxLength`. It accepts such text, because the `maxLength` keyword
 * already rejects it.
 */
class LengthLimitedPattern extends RegExp {
  readonly #maxLength: number;

  constructor(pattern: string | RegExp, maxLength: number) {
    super(pattern, 'u');
    this.#maxLength = maxLength;
  }

  override test(text: string): boolean {
    return isLongerThan(text, this.#maxLength) || super.test(text);
  }

  /** Returns the original pattern, which appears in error messages. */
  override toString(): string {
    return this.source;
  }
}

/**
 * Returns whether the text has more than `maxLength` code points. JSON Schema measures the length of text in code
 * points.
 */
function isLongerThan(text: string, maxLength: number): boolean {
  if (text.length <= maxLength) return false;
  return text.length > 2 * maxLength || [...text].length > maxLength;
}

/**
 * Returns a copy of the schema in which no pattern runs on text longer than its `maxLength`. A validator evaluates
 * every keyword, so an ordinary pattern would also run on text that `maxLength` rejects.
 */
export function limitPatternsToMaxLength<T extends TSchema>(schema: T): T {
  return copyWithLengthLimitedPatterns(schema) as T;
}

function copyWithLengthLimitedPatterns(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(copyWithLengthLimitedPatterns);
  if (typeof part !== 'object' || part === null || part instanceof RegExp) return part;
  const schemaCopy: Record<string, unknown> = Object.fromEntries(
    Object.entries(part).map(([name, child]) => [name, copyWithLengthLimitedPatterns(child)]),
  );
  const { pattern, maxLength } = schemaCopy;
  if ((typeof pattern === 'string' || pattern instanceof RegExp) && typeof maxLength === 'number') {
    schemaCopy.pattern = new LengthLimitedPattern(pattern, maxLength);
  }
  return schemaCopy;
}
