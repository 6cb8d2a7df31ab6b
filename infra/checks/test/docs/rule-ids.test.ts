import t from 'tap';
import { listSources } from '../support/sources.ts';
import { readPage } from './pages.ts';

const RULE_ID_PATTERN =
  '(?:ADDR|REST|AUTH|ROOM|MSG|LOG|UNREAD|MENTION|ADMIN|MEET|END|SOCK|ORD|CATCH|REM|TYPE|PRES|LIM|BUS|PROM|CONF|TEXT|TRAP)-\\d+';
const CITING_FILES = /\.(ts|tsx|mjs|lua|sql|css|md|cfg)$/;
/** Matches citations of documents that are not in this repository. */
const FORBIDDEN_CITATIONS = /protocol[ ](§|\d)|known[ ]trap(?!s)|architecture[ ]\d|\bADR[ ]\d/i;
/** The files that may cite documents outside this repository. At present, there are none. */
const EXCEPTIONS: readonly string[] = [];

const findIds = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, id = '']) => id);
const definedIds = ['docs/protocol.md', 'docs/known-traps.md'].flatMap((file) =>
  findIds(readPage(file), new RegExp(`^- \\*\\*(${RULE_ID_PATTERN})\\*\\*`, 'gm')),
);

t.test('every rule id is defined once, and the numbers of each group have no gaps', async (t) => {
  t.same([...new Set(definedIds)], definedIds);
  const numbers = new Map<string, number[]>();
  for (const id of definedIds) {
    const [prefix = '', number] = id.split('-');
    numbers.set(prefix, [...(numbers.get(prefix) ?? []), Number(number)]);
  }
  for (const [prefix, found] of numbers)
    t.same(
      found.sort((a, b) => a - b),
      found.map((_, at) => at + 1),
      prefix,
    );
});

t.test('every rule id that code, tests, and pages cite is defined', async (t) => {
  const knownIds = new Set(definedIds);
  const citationPattern = new RegExp(`\\b(${RULE_ID_PATTERN})\\b`, 'g');
  for (const file of (await listSources()).filter((file) => CITING_FILES.test(file))) {
    const unknownIds = findIds(readPage(file), citationPattern).filter((id) => !knownIds.has(id));
    if (unknownIds.length > 0) t.fail(`${file} cites ${unknownIds.join(', ')}`);
  }
});

t.test('no file cites a document that is not in the repository', async (t) => {
  for (const file of (await listSources()).filter(
    (file) => CITING_FILES.test(file) && !EXCEPTIONS.includes(file),
  )) {
    const line = readPage(file)
      .split('\n')
      .findIndex((text) => FORBIDDEN_CITATIONS.test(text));
    if (line !== -1) t.fail(`${file}:${line + 1}`);
  }
});
