import t from 'tap';
import { createRoomOpener } from '../../src/layout/recent-rooms.ts';

t.test(
  'the ten rooms that were shown most recently before the current one stay open, and the others are closed',
  async (t) => {
    const openRoomIds = new Set<string>();
    const openRoom = createRoomOpener({
      open: async (id) => void openRoomIds.add(id),
      close: (id) => void openRoomIds.delete(id),
    });
    for (let n = 0; n <= 10; n += 1) openRoom(`${n}`);
    openRoom('0');
    t.equal(openRoomIds.size, 11);
    openRoom('11');
    t.notOk(openRoomIds.has('1'), 'room 1 was shown longest ago');
    t.ok(openRoomIds.has('0') && openRoomIds.has('2') && openRoomIds.has('11'));
  },
);
