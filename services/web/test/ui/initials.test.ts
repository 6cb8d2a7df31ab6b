import t from 'tap';
import { initials } from '../../src/ui/initials.ts';

t.test('initials are the first letters of the first and the last word', async (t) => {
  t.equal(initials('ada byron'), 'AB');
  t.equal(initials('Ada King Byron'), 'AB');
  t.equal(initials('Ada & Ben'), 'AB');
  t.equal(initials('Ada'), 'A');
  t.equal(initials('😀 team'), '😀T');
  t.equal(initials(''), '?');
});
