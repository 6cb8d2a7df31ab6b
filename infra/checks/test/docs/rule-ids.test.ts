import t from 'tap';
import { listSources } from '../support/sources.ts';
import { readPage } from './pages.ts';

const RULE_ID_PATTERN =
  '(?:ADDR|REST|AUTH|ROOM|MSG|LOG|UNREAD|MENTION|ADMIN|MEET|END|SOCK|ORD|CATCH|REM|TYPE|PRES|LIM|BUS|NOTIFY|PROM|CONF|TEXT|TRAP)-\\d+';
const CITING_FILE_PATTERN = /\.(ts|tsx|mjs|lua|sql|css|md|cfg)$/;
/** Matches citations of documents that are not in this repository. */
const FORBIDDEN_CITATION_PATTERN = /protocol[ ](§|\d)|known[ ]trap(?!s)|architecture[ ]\d|\bADR[ ]\d/i;
/** The files that may cite documents outside this repository. At present, there are none. */
const EXEMPT_FILES: readonly string[] = [];

const findRuleIds = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, id = '']) => id);
const definedRuleIds = ['docs/protocol.md', 'docs/known-traps.md'].flatMap((file) =>
  findRuleIds(readPage(file), new RegExp(`^- \\*\\*(${RULE_ID_PATTERN})\\*\\*`, 'gm')),
);

t.test('every rule id is defined once, and the numbers of each group have no gaps', async (t) => {
  t.same([...new Set(definedRuleIds)], definedRuleIds);
  const numbersByPrefix = new Map<string, number[]>();
  for (const id of definedRuleIds) {
    const [prefix = '', number] = id.split('-');
    numbersByPrefix.set(prefix, [...(numbersByPrefix.get(prefix) ?? []), Number(number)]);
  }
  for (const [prefix, found] of numbersByPrefix)
    t.same(
      found.sort((a, b) => a - b),
      found.map((_, at) => at + 1),
      prefix,
    );
});

t.test('every rule id that code, tests, and pages cite is defined', async (t) => {
  const definedRuleIdSet = new Set(definedRuleIds);
  const ruleIdCitationPattern = new RegExp(`\\b(${RULE_ID_PATTERN})\\b`, 'g');
  for (const file of (await listSources()).filter((file) => CITING_FILE_PATTERN.test(file))) {
    const unknownRuleIds = findRuleIds(readPage(file), ruleIdCitationPattern).filter(
      (id) => !definedRuleIdSet.has(id),
    );
    if (unknownRuleIds.length > 0) t.fail(`${file} cites ${unknownRuleIds.join(', ')}`);
  }
});

t.test('no file cites a document that is not in the repository', async (t) => {
  for (const file of (await listSources()).filter(
    (file) => CITING_FILE_PATTERN.test(file) && !EXEMPT_FILES.includes(file),
  )) {
    const forbiddenLineIndex = readPage(file)
      .split('\n')
      .findIndex((text) => FORBIDDEN_CITATION_PATTERN.test(text));
    if (forbiddenLineIndex !== -1) t.fail(`${file}:${forbiddenLineIndex + 1}`);
  }
});
