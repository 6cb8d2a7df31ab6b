import type { TSchema } from 'typebox';

interface Property {
  readonly type?: unknown;
  readonly default?: unknown;
}

/**
 * Returns a function that converts query parameters from text to the integers and booleans of the schema, and fills in
 * defaults. Unknown parameters and text that cannot be converted stay unchanged, so that validation rejects them.
 */
export function coerceQuery(schema: TSchema): (query: unknown) => unknown {
  const properties = Object.entries((schema as { properties?: Record<string, Property> }).properties ?? {});
  return (query) => {
    const coerced: Record<string, unknown> = { ...(query as Record<string, unknown> | undefined) };
    for (const [name, property] of properties) {
      const text = coerced[name];
      if (text === undefined) {
        if (property.default !== undefined) coerced[name] = property.default;
      } else if (typeof text === 'string') coerced[name] = readAs(property.type, text);
    }
    return coerced;
  };
}

function readAs(type: unknown, text: string): unknown {
  if (type === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}
