interface Parameters {
  readonly properties?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly required?: readonly string[];
}

/** For who calls, a parameter with a default is optional; only to our code it is always there. */
export function optionalParameters<S extends { readonly querystring?: unknown } | undefined>(schema: S): S {
  const query = schema?.querystring as Parameters | undefined;
  if (!query?.required) return schema;
  const required = query.required.filter((name) => query.properties?.[name]?.default === undefined);
  return { ...schema, querystring: { ...query, required } };
}
