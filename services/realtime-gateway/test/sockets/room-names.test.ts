import t from 'tap';
import {
  CONGESTED_ROOM,
  chatRoomName,
  isChatRoomName,
  roomIdOf,
  userRoomName,
} from '../../src/sockets/room-names.ts';

t.test('the Socket.IO rooms of chat rooms are recognized by their names', async (t) => {
  t.equal(roomIdOf(chatRoomName('room_1')), 'room_1');
  for (const name of [userRoomName('user_1'), CONGESTED_ROOM, 'a-socket-id']) {
    t.notOk(isChatRoomName(name));
    t.equal(roomIdOf(name), undefined);
  }
});
