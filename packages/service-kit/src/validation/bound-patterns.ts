import type { TSchema } from 'typebox';

/** A pattern that accepts overlong text without reading it, because `maxLength` already refuses such text. */
class BoundPattern extends RegExp {
  readonly #maxLength: number;

  constructor(pattern: string | RegExp, maxLength: number) {
    super(pattern, 'u');
    this.#maxLength = maxLength;
  }

  override test(text: string): boolean {
    return isLonger(text, this.#maxLength) || super.test(text);
  }

  /** Returns the original pattern, which appears in error messages. */
  override toString(): string {
    return this.source;
  }
}

/** Whether the text is longer than `maxLength`, in code points, as in JSON Schema. */
function isLonger(text: string, maxLength: number): boolean {
  if (text.length <= maxLength) return false;
  return text.length > 2 * maxLength || [...text].length > maxLength;
}

/**
 * Returns the schema with patterns that never run on text longer than its `maxLength`. A validator collects the errors
 * of all keywords, so a plain pattern would read text of any length.
 */
export function boundPatterns<T extends TSchema>(schema: T): T {
  return boundPart(schema) as T;
}

function boundPart(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(boundPart);
  if (typeof part !== 'object' || part === null || part instanceof RegExp) return part;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(part).map(([name, child]) => [name, boundPart(child)]),
  );
  const { pattern, maxLength } = copy;
  if ((typeof pattern === 'string' || pattern instanceof RegExp) && typeof maxLength === 'number') {
    copy.pattern = new BoundPattern(pattern, maxLength);
  }
  return copy;
}
