import t from 'tap';
import { getGroupBadgeText, getInitials } from '../../src/ui/initials.ts';

t.test('a person’s initials are the first letters of the first and last word of the name', async (t) => {
  t.equal(getInitials('ada byron'), 'AB');
  t.equal(getInitials('Ada King Byron'), 'AB');
  t.equal(getInitials('Ada & Ben'), 'AB');
  t.equal(getInitials('Ada'), 'A');
  t.equal(getInitials('😀 team'), '😀T');
  t.equal(getInitials('👩‍🚀 e\u0301mile'), '👩‍🚀E\u0301');
  t.equal(getInitials(''), '?');
});

t.test(
  'a group’s badge shows the class, the initials of the first and last words, or the first two letters of its name',
  async (t) => {
    t.equal(getGroupBadgeText('Class 4b'), '4b');
    t.equal(getGroupBadgeText('Parents of 10a (2026)'), '10a');
    t.equal(getGroupBadgeText('Mathematics'), 'Ma');
    t.equal(getGroupBadgeText('mathematics'), 'Ma');
    t.equal(getGroupBadgeText('Chess club'), 'CC');
    t.equal(getGroupBadgeText('Plan 2026/27'), '202');
    t.equal(getGroupBadgeText('数学'), '数学');
    t.equal(getGroupBadgeText('🎻'), '🎻');
    t.equal(getGroupBadgeText('–'), '?');
  },
);
