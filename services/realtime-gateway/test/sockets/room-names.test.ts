import t from 'tap';
import { CONGESTED, chatRoom, isChatRoom, roomIdOf, userRoom } from '../../src/sockets/room-names.ts';

t.test('chat rooms are recognized by their name, and other rooms are not', async (t) => {
  t.equal(roomIdOf(chatRoom('room_1')), 'room_1');
  for (const name of [userRoom('user_1'), CONGESTED, 'a-socket-id']) {
    t.notOk(isChatRoom(name));
    t.equal(roomIdOf(name), undefined);
  }
});
