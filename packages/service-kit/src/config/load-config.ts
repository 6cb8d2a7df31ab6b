import type { Static, TObject, TSchema } from 'typebox';
import type { VariableSchema } from './coerce.ts';
import { loadVariable } from './load-variable.ts';

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
