type Values = Readonly<Record<string, unknown>>;

const readValue = (values: Values, path: string): unknown =>
  path
    .replace(/^\.Values\./, '')
    .split('.')
    .reduce<unknown>((value, key) => (value as Values)[key], values);

/**
 * Renders a template of the chart as Helm does. Understands only the four constructs that the chart contains, and throws
 * an Error if anything else is in braces.
 */
export function renderTemplate(template: string, values: Values): string {
  const text = template
    .replace(
      /^\{\{- range \$name, \$value := (\S+) \}\}\n([\s\S]*?)\{\{- end \}\}\n/gm,
      (_all, path: string, body: string) =>
        Object.entries(readValue(values, path) as Values)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) =>
            body
              .replace('{{ $name }}', name)
              .replace('{{ $value | toString | toJson }}', () => JSON.stringify(String(value))),
          )
          .join(''),
    )
    .replace(
      /^\{\{- if eq \(toString (\S+)\) "([\w-]+)" \}\}\n( +\w+: .*\n)\{\{- end \}\}\n/gm,
      (_all, path: string, expected: string, line: string) =>
        String(readValue(values, path)) === expected ? line : '',
    )
    .replace(
      /^\{\{- if eq \(toString (\S+)\) "([\w-]+)" \}\}\n([\s\S]*)\{\{- end \}\}\n$/,
      (_all, path: string, expected: string, body: string) =>
        String(readValue(values, path)) === expected ? body : '',
    )
    .replace(/\{\{ printf "([^"]*)" ([^|]*) \| toJson \}\}/g, (_all, format: string, paths: string) => {
      const parts = paths.split(' ').map((path) => String(readValue(values, path)));
      return JSON.stringify(format.replace(/%s/g, () => parts.shift() ?? ''));
    })
    .replace(/\{\{ (\.Values\.\S+) \| toJson \}\}/g, (_all, path: string) =>
      JSON.stringify(readValue(values, path)),
    );
  const unknownConstruct = /\{\{.*?\}\}/.exec(text)?.[0];
  if (unknownConstruct) throw new Error(`The chart contains an unknown construct: ${unknownConstruct}`);
  return text;
}
