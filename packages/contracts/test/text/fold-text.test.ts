import fc from 'fast-check';
import t from 'tap';
import { foldText } from '../../src/index.ts';

// cspell:disable
const TEXTS_THAT_FOLD_EQUALLY: readonly (readonly [rule: string, ...texts: string[]])[] = [
  ['letter case', 'ngo', 'NGO', 'Ngo'],
  ['accents', 'ngo', 'Ngô', 'NGÔ', 'Ngo\u0302'],
  ['accents in Greek', 'οδοσ', 'ΌΔΟΣ', 'όδος'],
  ['accents in Cyrillic', 'семен', 'Семён', 'Семе\u0308н'],
  ['letters with a stroke', 'lukasz', 'Łukasz'],
  ['letters with a slash', 'soren', 'Søren'],
  ['letters with a bar', 'dordevic', 'Đorđević'],
  ['ligatures', 'aegir oeuvre', 'Ægir Œuvre'],
  ['sharp s', 'strasse', 'Straße', 'STRASSE', 'STRAẞE'],
  ['thorn and eth', 'thordur', 'Þórður'],
  ['dotted and dotless i', 'istanbul', 'İstanbul', 'ıstanbul', 'ISTANBUL'],
  ['width', 'max 1', 'Ｍａｘ　１'],
  ['apostrophes', 'obrien', "O'Brien", 'O’Brien', 'OʼBrien', 'O´Brien', 'O`Brien', 'O＇Brien'],
  ['invisible characters', 'softhyphen', 'soft\u00adhyphen', 'soft\u200bhyphen', 'soft\u2060hyphen'],
  ['dashes', 'anna-lena', 'Anna\u2011Lena', 'Anna\u2013Lena', 'Anna－Lena'],
  ['white space', 'anna lena', 'Anna\u00a0Lena', 'Anna\u3000Lena', 'Anna\tLena', 'Anna\nLena'],
  ['Arabic vowel signs', 'محمد', 'مُحَمَّد', 'محمـــد'],
  ['forms of alef', 'احمد', 'أحمد'],
  ['Persian letters', 'علي', 'علی'],
  ['Hebrew points', 'שלום', 'שָׁלוֹם'],
];
// cspell:enable

for (const [rule, ...texts] of TEXTS_THAT_FOLD_EQUALLY) {
  t.test(`folding removes the difference between texts that differ only in ${rule}`, async (t) => {
    const [expected] = texts;
    for (const text of texts) t.equal(foldText(text), expected, JSON.stringify(text));
  });
}

t.test('folding keeps marks that turn a letter into a different letter', async (t) => {
  t.not(foldText('か'), foldText('が'));
  t.not(foldText('กา'), foldText('ก'));
  t.not(foldText('कि'), foldText('क'));
});

t.test('folding does not split Hangul syllables', async (t) => {
  t.equal(foldText('한국'), '한국');
});

t.test('folding a text a second time does not change it', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => foldText(foldText(text)) === foldText(text)),
  );
  t.pass('for every generated text');
});

t.test('folding ignores the Unicode normalization form of a text', async (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('NFC', 'NFD'),
      (text, form) => foldText(text.normalize(form)) === foldText(text),
    ),
  );
  t.pass('for every generated text');
});
