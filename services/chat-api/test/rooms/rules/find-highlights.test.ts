import { foldText } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { findHighlights } from '../../../src/rooms/rules/find-highlights.ts';

// cspell:disable

const findHighlightedTexts = (content: string, ...words: string[]): string[] => {
  const wanted = words.map((text) => ({ text, atStart: false }));
  return findHighlights(content, wanted).map(([start, end]) => content.slice(start, end));
};

t.test('highlights are the parts of the original text that match a search word', async (t) => {
  t.same(findHighlightedTexts('Die Straße und die STRASSE', 'strasse'), ['Straße', 'STRASSE']);
  t.same(findHighlightedTexts('soft\u00adhyphen, Cafe\u0301!', 'softhyphen', 'café'), [
    'soft\u00adhyphen',
    'Cafe\u0301',
  ]);
  t.same(findHighlightedTexts('İstanbul Łukasz مُحَمَّد', 'istanbul', 'lukasz', 'محمد'), [
    'İstanbul',
    'Łukasz',
    'مُحَمَّد',
  ]);
  t.same(findHighlightedTexts('日本語のテスト 🎉🎉', '本語', '🎉'), ['本語', '🎉🎉']);
  t.same(findHighlightedTexts("O'Brien said: don’t", 'obrien', 'dont'), ["O'Brien", 'don’t']);
  t.same(findHighlightedTexts('class  trip', 'class trip'), ['class  trip'], 'runs of spaces count as one');
  t.same(findHighlightedTexts('nothing here', 'absent'), []);
});

t.test('a short search word is highlighted only at the start of words', async (t) => {
  t.same(findHighlights('an ant can (an)', [{ text: 'an', atStart: true }]), [
    [0, 2],
    [3, 5],
    [12, 14],
  ]);
});

t.test('overlapping matches become one highlight, and a message has at most 100 highlights', async (t) => {
  t.same(
    findHighlights('kernel', [
      { text: 'kern', atStart: false },
      { text: 'nel', atStart: false },
    ]),
    [[0, 6]],
  );
  t.equal(findHighlights('abc '.repeat(1_000), [{ text: 'abc', atStart: false }]).length, 100);
});

t.test('highlights are in order and do not overlap, and each highlight contains a search word', async (t) => {
  const text = fc.array(fc.constantFrom('a', 'ß', 'É', 'e\u0301', '\u00ad', ' ', 'ﬁ', '日', '🎉', "'", 'ł'), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, text, (content, word) => {
      const wanted = foldText(word.join('')).trim();
      const original = content.join('');
      const ranges = findHighlights(original, [{ text: word.join(''), atStart: false }]);
      let lastEnd = -1;
      for (const [start, end] of ranges) {
        if (start <= lastEnd || end <= start || end > original.length)
          throw new Error(`The range ${start} to ${end} is invalid.`);
        if (!foldText(original.slice(start, end)).replace(/ +/g, ' ').includes(wanted.replace(/ +/g, ' ')))
          throw new Error('The highlight does not contain the word.');
        lastEnd = end;
      }
      if (wanted !== '' && ranges.length === 0 && foldText(original).includes(wanted))
        throw new Error('The word occurs, but no highlight was returned.');
    }),
    { numRuns: 500 },
  );
  t.pass();
});
