// cspell:ignore ller müller maxw
import t from 'tap';
import { matchesSearch, splitIntoFoldedWords } from '../../src/index.ts';

t.test('the words of a search are folded, and each is listed once', async (t) => {
  t.same(splitIntoFoldedWords(' Weber\u00a0MAX  weber '), ['weber', 'max']);
  t.same(splitIntoFoldedWords(' \u2019 \u200b '), []);
});

t.test('a text matches a search if it contains every word, in any order', async (t) => {
  for (const search of ['weber max', 'MÜL', 'muller', 'mu\u0308ller', '', '\u2019']) {
    t.equal(matchesSearch('Max Weber-Müller', search), true, search);
  }
  for (const search of ['maxw', 'weber anna'])
    t.equal(matchesSearch('Max Weber-Müller', search), false, search);
});
