/**
 * A placeholder stands for a value that Helm fills in. `⟦.Values.site.publicUrl⟧` becomes
 * `{{ .Values.site.publicUrl | toJson }}`.
 */
const OPENING = '⟦';
const CLOSING = '⟧';
export const PLACEHOLDER_PATTERN = /⟦(\.Values\.[A-Za-z.]+)⟧/g;
/** Keys of `ChartValues` whose objects Helm inserts as a whole. */
const WHOLE_VALUE_KEYS = new Set(['annotations', 'resources', 'settings']);

/** Returns `values` with each value replaced by its placeholder. The result only pretends to have the type of `values`. */
export function createPlaceholders<T extends object>(values: T, path = '.Values'): T {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'object' && !Array.isArray(value) && !WHOLE_VALUE_KEYS.has(key)
        ? createPlaceholders(value, `${path}.${key}`)
        : `${OPENING}${path}.${key}${CLOSING}`,
    ]),
  ) as T;
}

export const isPlaceholder = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith(OPENING);

/**
 * Returns `result` if `value` is `expected`, and otherwise undefined. With a placeholder, returns a text from which the
 * Helm renderer creates a condition around the line.
 */
export function onlyIf<V, R>(value: V, expected: V, result: R): R | undefined {
  if (isPlaceholder(value)) return `${OPENING}if ${value} ${String(expected)}${CLOSING}${result}` as R;
  return value === expected ? result : undefined;
}

/** Matches a line that `onlyIf` makes conditional: indentation, key, path of the condition, expected text, and value. */
export const CONDITIONAL_LINE_PATTERN = /^( *)(\w+): "?⟦if ⟦(\.Values\.[A-Za-z.]+)⟧ ([\w-]+)⟧(.*?)"?$/gm;

/** The variable name that marks the place where Helm inserts the settings of a service. */
export const SETTINGS_MARK = `${OPENING}settings${CLOSING}`;
