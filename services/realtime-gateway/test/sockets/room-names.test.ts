import t from 'tap';
import {
  CONGESTED_SOCKETS_ROOM_NAME,
  isChatRoomName,
  parseChatRoomId,
  toChatRoomName,
  toUserRoomName,
} from '../../src/sockets/room-names.ts';

t.test('the Socket.IO rooms of chat rooms are recognized by their names', async (t) => {
  t.equal(parseChatRoomId(toChatRoomName('room_1')), 'room_1');
  for (const name of [toUserRoomName('user_1'), CONGESTED_SOCKETS_ROOM_NAME, 'a-socket-id']) {
    t.notOk(isChatRoomName(name));
    t.equal(parseChatRoomId(name), undefined);
  }
});
