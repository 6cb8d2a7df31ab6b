import t from 'tap';
import * as contracts from '../src/index.ts';

interface SchemaPattern {
  readonly source: string;
  /** The maximum length of the strings that the pattern applies to; undefined if the schema sets none. */
  readonly maxLength: unknown;
}

/** Finds every regular expression in a schema, at any depth: patterns for strings and patterns for property names. */
function* findPatternsIn(part: unknown, seen = new Set<unknown>()): Generator<SchemaPattern> {
  if (typeof part !== 'object' || part === null || seen.has(part)) return;
  seen.add(part);
  const { pattern, patternProperties, maxLength } = part as Record<string, unknown>;
  if (typeof pattern === 'string') yield { source: pattern, maxLength };
  for (const source of Object.keys(patternProperties ?? {})) yield { source, maxLength: 'a name' };
  for (const child of Object.values(part)) yield* findPatternsIn(child, seen);
}

const HOSTILE_TEXT_LENGTH = 64 * 1024;
const SAMPLE_CHARACTERS = [
  'a',
  'Z',
  '0',
  ' ',
  '\t',
  '\n',
  '@',
  '.',
  ':',
  '-',
  '_',
  '\u0001',
  '\0',
  '\u00a0',
  'é',
  '😀',
];
const REPEATED_PARTS = [
  ...SAMPLE_CHARACTERS,
  ...SAMPLE_CHARACTERS.map((char) => `a${char}`),
  ...SAMPLE_CHARACTERS.map((char) => ` ${char}`),
  '2026-01-01T',
];
const NON_MATCHING_ENDINGS = ['', '\u0001\u0001', '\0\0', '\n', ' ', '@', '@@', '!', '\ud800'];

/**
 * Generates 64 KiB strings that almost match the pattern, to provoke catastrophic backtracking. Each string has a
 * matching prefix, one repeated part, and an ending that cannot match.
 */
function* generateHostileTexts(source: string): Generator<string> {
  const matchingStart = /^\^([a-z]+_)/.exec(source)?.[1] ?? '';
  for (const prefix of new Set(['', matchingStart, 'a@'])) {
    for (const repeatedPart of REPEATED_PARTS) {
      const repeatedText = prefix + repeatedPart.repeat(HOSTILE_TEXT_LENGTH / repeatedPart.length);
      for (const end of NON_MATCHING_ENDINGS)
        yield repeatedText.slice(0, HOSTILE_TEXT_LENGTH - end.length) + end;
    }
  }
}

const MAX_MATCH_MS = 10;

/**
 * Measures the CPU time of three matches and returns the shortest one in milliseconds. Unlike elapsed time, CPU time
 * does not depend on other processes.
 */
function measureMatchMs(pattern: RegExp, text: string): number {
  let shortestCpuMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 && shortestCpuMs > MAX_MATCH_MS; run += 1) {
    const cpuUsageBefore = process.cpuUsage();
    pattern.test(text);
    shortestCpuMs = Math.min(shortestCpuMs, process.cpuUsage(cpuUsageBefore).user / 1_000);
  }
  return shortestCpuMs;
}

const schemaPatterns = [...findPatternsIn(contracts)];

t.test('every schema pattern matches 64 KiB of hostile text within 10 ms', async (t) => {
  const patternSources = new Set(schemaPatterns.map(({ source }) => source));
  t.ok(patternSources.size >= 10, `${patternSources.size} patterns`);
  for (const source of patternSources) {
    const pattern = new RegExp(source, 'u');
    let slowMatch: { text: string; ms: number } | undefined;
    for (const text of generateHostileTexts(source)) {
      const matchMs = measureMatchMs(pattern, text);
      if (matchMs > MAX_MATCH_MS) {
        slowMatch = { text: `${text.slice(0, 20)}…${text.slice(-20)}`, ms: matchMs };
        break;
      }
    }
    t.equal(slowMatch, undefined, source);
  }
});

t.test('every string schema with a pattern has a maximum length', async (t) => {
  t.same(
    schemaPatterns.filter(({ maxLength }) => maxLength === undefined),
    [],
  );
});
