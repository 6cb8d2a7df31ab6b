import t from 'tap';
import { roomTitle } from '../../src/state/room-title.ts';

t.test(
  "ROOM-4: a direct room's title is the other person's name, even if a name contains an ampersand",
  async (t) => {
    const direct = (name: string) => ({ name, room_type: 'direct' as const });
    t.equal(roomTitle(direct('Ada & Ben'), 'Ada'), 'Ben');
    t.equal(roomTitle(direct('Ada & Ben'), 'Ben'), 'Ada');
    t.equal(roomTitle(direct('A & B & C'), 'A & B'), 'C');
    t.equal(roomTitle({ name: 'Ada & Ben', room_type: 'group' }, 'Ada'), 'Ada & Ben');
  },
);
