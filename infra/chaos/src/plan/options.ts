import { parseArgs } from 'node:util';

export const CHAOS_SECTIONS = ['kills', 'freezes', 'wipes', 'away', 'restarts', 'rolling', 'jitter'] as const;
export type ChaosSection = (typeof CHAOS_SECTIONS)[number];

export interface ChaosOptions {
  readonly short: boolean;
  readonly only: readonly ChaosSection[];
  /** The seed of the random generator that draws the faults, their order, and the pauses between them. */
  readonly seed: number;
  /** The path of the file to which the result is written as one line of JSON. */
  readonly json: string | undefined;
}

export const CHAOS_USAGE = `npm run chaos -- [--short] [--only ${CHAOS_SECTIONS.join(',')}] [--seed N] [--json FILE]`;

class UsageError extends Error {
  readonly fix = CHAOS_USAGE;
}

/**
 * Parses the command-line arguments. If an argument is unknown or invalid, throws an error whose `fix` contains the
 * usage.
 */
export function readChaosOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgsOrThrowUsageError(args);
  const selectedSections = (values.only ?? CHAOS_SECTIONS.join(',')).split(',');
  const unknownSections = selectedSections.filter((name) => !CHAOS_SECTIONS.includes(name as ChaosSection));
  if (unknownSections.length > 0)
    throw new UsageError(`Unknown section: ${unknownSections.join(', ')}. Use one of the sections below.`);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new UsageError('The seed must be a non-negative integer.');
  return { short: values.short ?? false, only: selectedSections as ChaosSection[], seed, json: values.json };
}

function parseArgsOrThrowUsageError(args: readonly string[]) {
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
