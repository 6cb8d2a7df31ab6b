import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly scenarios: readonly string[];
  readonly rounds: number;
  /** Whether the run fails if a target is missed or was not measured. */
  readonly strict: boolean;
}

export const BENCH_USAGE = 'npm run bench -- [SCENARIO…] [--rounds N] [--strict]\n';

const DEFAULT_ROUNDS = 3;
const MAX_ROUNDS = 50;

class UsageError extends Error {
  readonly fix = BENCH_USAGE;
}

/**
 * Parses the command-line arguments. Without a scenario, all scenarios run. If an argument is unknown or invalid, throws
 * an error whose `fix` contains the usage.
 */
export function readBenchOptions(args: readonly string[], scenarioNames: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgsOrThrowUsageError(args);
  const unknownNames = positionals.filter((name) => !scenarioNames.includes(name));
  if (unknownNames.length > 0)
    throw new UsageError(
      `Unknown scenario: ${unknownNames.join(', ')}. Use one of: ${scenarioNames.join(', ')}.`,
    );
  const rounds = values.rounds === undefined ? DEFAULT_ROUNDS : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS)
    throw new UsageError(`--rounds must be a whole number from 1 to ${MAX_ROUNDS}.`);
  return {
    scenarios: positionals.length > 0 ? positionals : scenarioNames,
    rounds,
    strict: values.strict ?? false,
  };
}

function parseArgsOrThrowUsageError(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { rounds: { type: 'string' }, strict: { type: 'boolean' } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
