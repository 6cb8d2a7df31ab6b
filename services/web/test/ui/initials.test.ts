import t from 'tap';
import { groupLetters, initials } from '../../src/ui/initials.ts';

t.test('a person’s initials are the first letters of the first and last word of the name', async (t) => {
  t.equal(initials('ada byron'), 'AB');
  t.equal(initials('Ada King Byron'), 'AB');
  t.equal(initials('Ada & Ben'), 'AB');
  t.equal(initials('Ada'), 'A');
  t.equal(initials('😀 team'), '😀T');
  t.equal(initials('👩‍🚀 e\u0301mile'), '👩‍🚀E\u0301');
  t.equal(initials(''), '?');
});

t.test('a group badge shows the class, the initials of two words, or the first two letters', async (t) => {
  t.equal(groupLetters('Class 4b'), '4b');
  t.equal(groupLetters('Parents of 10a (2026)'), '10a');
  t.equal(groupLetters('Mathematics'), 'Ma');
  t.equal(groupLetters('mathematics'), 'Ma');
  t.equal(groupLetters('Chess club'), 'CC');
  t.equal(groupLetters('Plan 2026/27'), '202');
  t.equal(groupLetters('数学'), '数学');
  t.equal(groupLetters('🎻'), '🎻');
  t.equal(groupLetters('–'), '?');
});
