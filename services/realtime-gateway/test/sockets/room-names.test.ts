import t from 'tap';
import {
  CONGESTED_ROOM,
  chatRoomName,
  isChatRoomName,
  roomIdOf,
  userRoomName,
} from '../../src/sockets/room-names.ts';

t.test('chat rooms are recognized by their name, and other rooms are not', async (t) => {
  t.equal(roomIdOf(chatRoomName('room_1')), 'room_1');
  for (const name of [userRoomName('user_1'), CONGESTED_ROOM, 'a-socket-id']) {
    t.notOk(isChatRoomName(name));
    t.equal(roomIdOf(name), undefined);
  }
});
