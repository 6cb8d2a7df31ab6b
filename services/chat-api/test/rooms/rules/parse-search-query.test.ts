import fc from 'fast-check';
import t from 'tap';
import { parseSearchQuery } from '../../../src/rooms/rules/parse-search-query.ts';

const EMPTY_QUERY = { words: [], from: [], in: [], before: undefined, since: undefined, hasLink: false };
const createSearchWord = (text: string, atStart = false) => ({ text, atStart });
const findQueryProblem = (q: string): string => {
  try {
    parseSearchQuery(q);
  } catch (error) {
    return (error as { details: [{ message: string }] }).details[0].message;
  }
  return 'none';
};

t.test('a search query is parsed into words and quoted phrases', async (t) => {
  t.same(parseSearchQuery('  homework\tlist '), {
    ...EMPTY_QUERY,
    words: [createSearchWord('homework'), createSearchWord('list')],
  });
  t.same(parseSearchQuery('"class trip" money'), {
    ...EMPTY_QUERY,
    words: [createSearchWord('class trip'), createSearchWord('money')],
  });
  t.same(parseSearchQuery('„Klasse 4b“ “x y”').words, [
    createSearchWord('Klasse 4b'),
    createSearchWord('x y'),
  ]);
  t.same(
    parseSearchQuery('"class tr').words,
    [createSearchWord('class'), createSearchWord('tr', true)],
    'a quote without an end is ignored',
  );
});

t.test(
  'a search word of one or two letters matches only at the start of a word, unless its script has no spaces',
  async (t) => {
    t.same(parseSearchQuery('a ab abc é2').words, [
      createSearchWord('a', true),
      createSearchWord('ab', true),
      createSearchWord('abc'),
      createSearchWord('é2', true),
    ]);
    t.same(
      parseSearchQuery('本語 本 ไป 학교').words.map(({ atStart }) => atStart),
      [false, false, false, false],
    );
    t.same(
      parseSearchQuery('0% // 🎉').words.map(({ atStart }) => atStart),
      [false, false, false],
    );
  },
);

t.test('search operators work in uppercase and lowercase, with quotes, and more than once', async (t) => {
  t.same(parseSearchQuery('FROM:anna in:"Class 4b" From:me has:LINK trip'), {
    ...EMPTY_QUERY,
    words: [createSearchWord('trip')],
    from: ['anna', 'me'],
    in: ['Class 4b'],
    hasLink: true,
  });
});

t.test(
  'the operators before: and after: exclude the whole day, month, or year in UTC, and also accept a time',
  async (t) => {
    const parseTimeBounds = (q: string) => {
      const { before, since } = parseSearchQuery(q);
      return [since, before].map((time) => time && new Date(time).toISOString());
    };
    t.same(parseTimeBounds('after:2026-05-31 before:2026-06-02'), [
      '2026-06-01T00:00:00.000Z',
      '2026-06-02T00:00:00.000Z',
    ]);
    t.same(parseTimeBounds('after:2026-12 before:2027-02'), [
      '2027-01-01T00:00:00.000Z',
      '2027-02-01T00:00:00.000Z',
    ]);
    t.same(parseTimeBounds('after:2025 before:2027'), [
      '2026-01-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ]);
    t.same(parseTimeBounds('after:2026-05-31T22:00:00+02:00'), ['2026-05-31T20:00:00.000Z', undefined]);
    t.same(parseTimeBounds('before:2026 before:2025 after:2020 after:2021'), [
      '2022-01-01T00:00:00.000Z',
      '2025-01-01T00:00:00.000Z',
    ]);
  },
);

t.test('unknown search operators are parsed as plain words', async (t) => {
  for (const q of ['has:file', 'to:anna', 'http://x', 'from', 'a:b:c', ':x', 'has:']) {
    t.same(parseSearchQuery(q), { ...EMPTY_QUERY, words: [createSearchWord(q)] }, q);
  }
  t.same(
    parseSearchQuery('"from:anna"').words,
    [createSearchWord('from:anna')],
    'an operator in quotes is text',
  );
});

t.test('an invalid search query is refused with a reason', async (t) => {
  t.match(findQueryProblem('from:'), /from: without a name/);
  t.match(findQueryProblem("in:'"), /in: without a name/);
  for (const date of ['', 'yesterday', '2026-02-30', '2026-13', '26-1-1', '2026-05-31T25:00Z']) {
    t.match(findQueryProblem(`before:${date}`), /before: without a valid date/, date);
    t.match(findQueryProblem(`after:${date}`), /after: without a valid date/, date);
  }
  t.match(findQueryProblem('\u200b \u00ad'), /no word to search for/);
  t.match(findQueryProblem('""'), /no word to search for/);
  t.match(findQueryProblem('x '.repeat(21)), /21 words\. Use at most 20/);
  t.equal(findQueryProblem('x '.repeat(20)), 'none', 'twenty words are allowed');
  t.match(findQueryProblem('from:a '.repeat(6)), /from: 6 times\. Use it at most 5 times/);
});

t.test('any search text is either parsed or refused as invalid', async (t) => {
  const queryPartArbitrary = fc.oneof(
    fc.constantFrom('from:', 'IN:', 'before:', 'has:link', '"', '“', ' ', '2026-05-31'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(queryPartArbitrary, { maxLength: 12 }), (parts) => {
      try {
        const { words, ...operators } = parseSearchQuery(parts.join(''));
        const usedOperators = Object.values(operators)
          .flat()
          .filter((value) => value !== undefined && value !== false);
        if (words.length + usedOperators.length === 0) throw new Error('The query has no condition.');
      } catch (error) {
        if ((error as { code?: string }).code !== 'VALIDATION_FAILED') throw error;
      }
    }),
    { numRuns: 500 },
  );
  t.pass('without any other error');
});
