import type { TSchema } from 'typebox';

interface QueryPropertySchema {
  readonly type?: unknown;
  readonly default?: unknown;
}

/**
 * Returns a function that prepares query parameters for validation. It converts text to the integers and booleans that
 * the schema expects, and fills in defaults. Unknown parameters and text that cannot be converted stay unchanged, so
 * that validation rejects them.
 */
export function createQueryCoercer(schema: TSchema): (query: unknown) => unknown {
  const queryPropertySchemas = Object.entries(
    (schema as { properties?: Record<string, QueryPropertySchema> }).properties ?? {},
  );
  return (query) => {
    const coercedQuery: Record<string, unknown> = { ...(query as Record<string, unknown> | undefined) };
    for (const [name, property] of queryPropertySchemas) {
      const parameterText = coercedQuery[name];
      if (parameterText === undefined) {
        if (property.default !== undefined) coercedQuery[name] = property.default;
      } else if (typeof parameterText === 'string')
        coercedQuery[name] = convertParameterText(property.type, parameterText);
    }
    return coercedQuery;
  };
}

function convertParameterText(type: unknown, text: string): unknown {
  if (type === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}
