/** The part of a JSON schema that decides how a variable's text is read. */
export interface VariableSchema {
  readonly type?: string;
  readonly items?: VariableSchema;
  readonly default?: unknown;
  readonly development?: unknown;
  readonly secret?: boolean;
  readonly examples?: readonly unknown[];
  readonly description?: string;
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false, '1': true, '0': false };

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** The text as the schema's type; text that does not read as that type is left as it is, for validation to refuse. */
export const coerce = (schema: VariableSchema, text: string): unknown => {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
    case 'boolean':
      return BOOLEANS[text.trim().toLowerCase()] ?? text;
    case 'array': {
      const parts = text.split(',').map((part) => part.trim());
      return parts.filter((part) => part !== '').map((part) => coerce(schema.items ?? {}, part));
    }
    case 'object':
      return asJson(text);
    default:
      return text;
  }
};
