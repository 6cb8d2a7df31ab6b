import type { Static, TObject, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { explain } from '../validation/explain.ts';
import { coerce, type VariableSchema } from './coerce.ts';
import { ConfigError } from './config-error.ts';
import { readVariable } from './read-variable.ts';
import { redactUrl } from './redact-url.ts';

const exampleOf = (name: string, schema: VariableSchema): string => {
  const example = schema.examples?.[0] ?? schema.default ?? (schema.secret ? undefined : schema.development);
  return example === undefined ? '' : ` (for example ${name}=${String(example)})`;
};

const shown = (schema: VariableSchema, text: string): string =>
  schema.secret ? '' : `, not ${JSON.stringify(redactUrl(text).slice(0, 100))}`;

interface Variable {
  readonly value?: unknown;
  readonly problem?: string;
}

/** Reads and judges one variable alone. */
const readOne = (
  name: string,
  schema: VariableSchema & TSchema,
  required: boolean,
  production: boolean,
  env: NodeJS.ProcessEnv,
): Variable => {
  const { text, problem } = readVariable(name, env);
  if (problem !== undefined) return { problem };
  if (text === undefined) {
    const fallback = schema.default ?? (production ? undefined : schema.development);
    if (fallback !== undefined) return { value: fallback };
    if (!required) return {};
    const where = production && schema.development !== undefined ? ' in production' : '';
    const about = schema.description === undefined ? '' : `: ${schema.description}`;
    return { problem: `${name} must be set${where}${about}${exampleOf(name, schema)}` };
  }
  const value = coerce(schema, text);
  if (production && schema.secret && value === schema.development) {
    return { problem: `${name} has its development value, which everybody knows: set one of your own` };
  }
  const problems = explain(Compile(schema).Errors(value));
  if (problems.length === 0) return { value };
  const why = problems.map((p) => `${p.field === '' ? '' : `${p.field} `}${p.message}`).join('; ');
  return { problem: `${name} ${why}${shown(schema, text)}${exampleOf(name, schema)}` };
};

/**
 * The environment as the schema's type, frozen. Every variable and then every rule across variables is judged before
 * anything is thrown; `rules` answers with what is wrong, naming the variables, and runs only on a well-formed whole.
 * Keywords: `development` is the default outside production, `secret` is never printed and may not keep its
 * development value in production, `examples` are shown in the message. `X_FILE` names a file with the value of `X`.
 * @throws ConfigError with all problems
 */
export const loadConfig = <T extends TObject>(
  schema: T,
  rules: (config: Static<T>) => string[] = () => [],
  env: NodeJS.ProcessEnv = process.env,
): Readonly<Static<T>> => {
  const production = env.NODE_ENV === 'production';
  const required = new Set<string>(schema.required as readonly string[] | undefined);
  const config: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, property] of Object.entries(schema.properties)) {
    const { value, problem } = readOne(
      name,
      property as VariableSchema & TSchema,
      required.has(name),
      production,
      env,
    );
    if (problem !== undefined) problems.push(problem);
    else if (value !== undefined) config[name] = value;
  }
  const wrong = problems.length > 0 ? problems : rules(config as Static<T>);
  if (wrong.length > 0) throw new ConfigError(wrong);
  return Object.freeze(config) as Readonly<Static<T>>;
};
