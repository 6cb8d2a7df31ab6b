import t from 'tap';
import { keepRecentRoomsOpen } from '../../src/layout/recent-rooms.ts';

t.test('the last ten rooms stay open in the background, and the oldest one is closed', async (t) => {
  const open = new Set<string>();
  const show = keepRecentRoomsOpen({
    open: async (id) => void open.add(id),
    close: (id) => void open.delete(id),
  });
  for (let n = 0; n <= 10; n += 1) show(`${n}`);
  show('0');
  t.equal(open.size, 11);
  show('11');
  t.notOk(open.has('1'), 'room 1 was shown longest ago');
  t.ok(open.has('0') && open.has('2') && open.has('11'));
});
