import t from 'tap';
import { showRecent } from '../src/layout/recent-rooms.ts';

t.test('going back to one of the last ten rooms finds it open, and older ones are closed', async (t) => {
  const open = new Set<string>();
  const show = showRecent({ open: async (id) => void open.add(id), close: (id) => void open.delete(id) });
  for (let n = 0; n <= 10; n += 1) show(`${n}`);
  show('0');
  t.equal(open.size, 11);
  show('11');
  t.notOk(open.has('1'), 'not shown for the longest time');
  t.ok(open.has('0') && open.has('2') && open.has('11'));
});
