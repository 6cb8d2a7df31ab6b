import type { TSchema } from 'typebox';

interface Part {
  readonly type?: unknown;
  readonly default?: unknown;
}

/**
 * Reads the text of a query by its schema: whole numbers and booleans exactly as they are written, defaults where a
 * field is absent. What does not read stays text, and an unknown field stays, for validation to refuse.
 */
export function coerceQuery(schema: TSchema): (query: unknown) => unknown {
  const properties = Object.entries((schema as { properties?: Record<string, Part> }).properties ?? {});
  return (query) => {
    const read: Record<string, unknown> = { ...(query as Record<string, unknown> | undefined) };
    for (const [name, part] of properties) {
      const text = read[name];
      if (text === undefined) {
        if (part.default !== undefined) read[name] = part.default;
      } else if (typeof text === 'string') read[name] = readAs(part.type, text);
    }
    return read;
  };
}

function readAs(type: unknown, text: string): unknown {
  if (type === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}
