/** The JSON Schema keywords that `loadConfig` reads from the schema of a variable. */
export interface VariableSchema {
  readonly type?: string;
  readonly items?: VariableSchema;
  readonly default?: unknown;
  readonly development?: unknown;
  readonly secret?: boolean;
  readonly confidential?: boolean;
  readonly examples?: readonly unknown[];
  readonly description?: string;
}

const BOOLEANS_BY_TEXT: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  '1': true,
  '0': false,
};

/**
 * Converts the text of a variable to the type in its schema. Text that cannot be converted is returned unchanged, so
 * that validation rejects it.
 */
export function coerceVariable(schema: VariableSchema, text: string): unknown {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
    case 'boolean':
      return BOOLEANS_BY_TEXT[text.trim().toLowerCase()] ?? text;
    case 'array': {
      const itemTexts = text.split(',').map((part) => part.trim());
      return itemTexts.filter((part) => part !== '').map((part) => coerceVariable(schema.items ?? {}, part));
    }
    case 'object':
      return parseJson(text);
    default:
      return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
