import t from 'tap';
import {
  CONGESTED_ROOM,
  isChatRoomName,
  parseRoomId,
  toChatRoomName,
  toUserRoomName,
} from '../../src/sockets/room-names.ts';

t.test('the Socket.IO rooms of chat rooms are recognized by their names', async (t) => {
  t.equal(parseRoomId(toChatRoomName('room_1')), 'room_1');
  for (const name of [toUserRoomName('user_1'), CONGESTED_ROOM, 'a-socket-id']) {
    t.notOk(isChatRoomName(name));
    t.equal(parseRoomId(name), undefined);
  }
});
