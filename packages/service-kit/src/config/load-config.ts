import type { Static, TObject, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { explainValidationErrors } from '../validation/explain.ts';
import { coerceVariable, type VariableSchema } from './coerce.ts';
import { readVariable } from './read-variable.ts';
import { redactUrl } from './redact-url.ts';

/**
 * Thrown if environment variables are missing or invalid. `problems` contains one sentence for each problem, starting
 * with the name of the variable.
 */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads the environment variables that a schema describes, and returns their values as a frozen object. If there are
 * problems, throws one `ConfigError` that lists all of them. `rules` returns problems that involve several variables,
 * and runs only if each variable is valid by itself.
 *
 * A variable's schema can contain these keywords: `development` is the default outside production. `secret` values are
 * never printed, and in production, they must differ from the development value. `confidential` values, such as URLs
 * that may contain a password, are never printed. `examples` appear in error messages. Instead of setting `X`, the
 * environment can set `X_FILE` to the path of a file that contains the value of `X`.
 */
export function loadConfig<T extends TObject>(
  schema: T,
  rules: (config: Static<T>) => string[] = () => [],
  env: NodeJS.ProcessEnv = process.env,
): Readonly<Static<T>> {
  const isProduction = env.NODE_ENV === 'production';
  const requiredVariableNames = new Set<string>(schema.required as readonly string[] | undefined);
  const config: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, property] of Object.entries(schema.properties)) {
    const { value, problem } = loadVariable(property as VariableSchema & TSchema, {
      name,
      required: requiredVariableNames.has(name),
      production: isProduction,
      env,
    });
    if (problem !== undefined) problems.push(problem);
    else if (value !== undefined) config[name] = value;
  }
  const problemsToReport = problems.length > 0 ? problems : rules(config as Static<T>);
  if (problemsToReport.length > 0) throw new ConfigError(problemsToReport);
  return Object.freeze(config) as Readonly<Static<T>>;
}

interface VariableOptions {
  readonly name: string;
  readonly required: boolean;
  readonly production: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads and validates one variable. Returns its value, its problem, or neither if the variable is optional and unset.
 */
function loadVariable(
  schema: VariableSchema & TSchema,
  { name, required, production, env }: VariableOptions,
): { value?: unknown; problem?: string } {
  const { text, problem } = readVariable(name, env);
  if (problem !== undefined) return { problem };
  if (text === undefined) {
    const defaultValue = schema.default ?? (production ? undefined : schema.development);
    if (defaultValue !== undefined) return { value: defaultValue };
    if (!required) return {};
    const conditionText = production && schema.development !== undefined ? ' in production' : '';
    const descriptionText = schema.description === undefined ? '' : `: ${schema.description}`;
    return { problem: `${name} must be set${conditionText}${descriptionText}${formatExample(name, schema)}` };
  }
  const coercedValue = coerceVariable(schema, text);
  if (production && schema.secret && coercedValue === schema.development) {
    return { problem: `${name} has its development value, which is public. Set a secret of your own.` };
  }
  const fieldProblems = explainValidationErrors(Compile(schema).Errors(coercedValue));
  if (fieldProblems.length === 0) return { value: coercedValue };
  const reasonTexts = fieldProblems.map(
    ({ field, message }) => `${field === '' ? '' : `${field} `}${message}`,
  );
  return {
    problem: `${name} ${reasonTexts.join('; ')}${formatCurrentValue(schema, text)}${formatExample(name, schema)}`,
  };
}

function formatExample(name: string, schema: VariableSchema): string {
  const example = schema.examples?.[0] ?? schema.default ?? (schema.secret ? undefined : schema.development);
  return example === undefined ? '' : ` (for example ${name}=${String(example)})`;
}

function formatCurrentValue(schema: VariableSchema, text: string): string {
  return schema.secret || schema.confidential ? '' : `, not ${JSON.stringify(redactUrl(text).slice(0, 100))}`;
}
