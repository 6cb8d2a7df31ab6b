import t from 'tap';
import { getRoomTitle } from '../../src/state/room-title.ts';

const createPeer = (name: string) => ({
  user_id: 'user_ben',
  name,
  active: true,
  user_type: 'Student' as const,
});

t.test(
  'ROOM-4: the title of a direct room is the current name of the other person, not the name of the room',
  async (t) => {
    t.equal(getRoomTitle({ name: 'Ada & Ben', peer: createPeer('Ben') }), 'Ben');
    t.equal(getRoomTitle({ name: 'Rosa Klein & Ada', peer: createPeer('Ben') }), 'Ben');
    t.equal(
      getRoomTitle({ name: 'Anna & Max Weber & Anna', peer: createPeer('Anna & Max Weber') }),
      'Anna & Max Weber',
    );
  },
);

t.test('the title of a group room is its name', async (t) => {
  t.equal(getRoomTitle({ name: 'Ada & Ben', peer: null }), 'Ada & Ben');
});
