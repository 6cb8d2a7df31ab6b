import { parseArgs } from 'node:util';

export const SECTIONS = ['kills', 'freezes', 'wipes', 'away', 'restarts', 'rolling', 'jitter'] as const;
export type Section = (typeof SECTIONS)[number];

export interface ChaosOptions {
  readonly short: boolean;
  readonly only: readonly Section[];
  /** The seed of the random generator that draws the faults, their order, and the pauses between them. */
  readonly seed: number;
  /** The path of the file to which the result is written as one line of JSON. */
  readonly json: string | undefined;
}

export const USAGE = `npm run chaos -- [--short] [--only ${SECTIONS.join(',')}] [--seed N] [--json FILE]`;

class UsageError extends Error {
  readonly fix = USAGE;
}

/**
 * Parses the command-line arguments. If an argument is unknown or invalid, throws an error whose `fix` contains the
 * usage.
 */
export function readOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgsOrExplain(args);
  const selectedSections = (values.only ?? SECTIONS.join(',')).split(',');
  const unknownSections = selectedSections.filter((name) => !SECTIONS.includes(name as Section));
  if (unknownSections.length > 0)
    throw new UsageError(`Unknown section: ${unknownSections.join(', ')}. Use one of the sections below.`);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new UsageError('The seed must be a non-negative integer.');
  return { short: values.short ?? false, only: selectedSections as Section[], seed, json: values.json };
}

function parseArgsOrExplain(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        short: { type: 'boolean' },
        only: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
