import t from 'tap';
import { compareRoomList } from '../../src/chat/compare-room-list.ts';
import { buildRoom } from '../support/samples.ts';

t.test(
  'comparing a room list finds unknown rooms, and rooms that were known at the time of the request but are not listed',
  async (t) => {
    const roomList = ['a', 'b'].map((id) => buildRoom({ id }));
    const { added, missing } = compareRoomList(roomList, ['a', 'x'], ['a', 'x', 'y']);
    t.same(
      added.map(({ id }) => id),
      ['b'],
    );
    t.same(missing, ['x'], 'y became known after the request');
  },
);
