import t from 'tap';
import { assertMatchesSchema } from '../support/assert-matches-schema.ts';
import { getRunningSystem } from './system.ts';

t.test('events stop for those who leave, for everyone in a deleted room, and after a logout', async (t) => {
  const system = await getRunningSystem();
  const ada = await system.user({ name: 'Ada', user_type: 'Teacher' });
  const bob = await system.user({ name: 'Bob', user_type: 'Student' });
  const adaSocket = await ada.connect(system.gateways[0]);
  const bobSocket = await bob.connect(system.gateways[1]);
  const room = await system.room({ owner: ada, members: [bob], name: 'Class 1' });
  for (const socket of [adaSocket, bobSocket]) await socket.join([room.id]);

  t.test('leave-chat-room affects only the socket that sends it', async (t) => {
    const bobsOtherSocket = await bob.connect(system.gateways[0]);
    await bobsOtherSocket.join([room.id]);
    const leaveReply = await bobsOtherSocket.ask('leave-chat-room', { roomId: room.id });
    assertMatchesSchema(t, 'chat-room-left', leaveReply);
    t.same(leaveReply, { success: true, roomId: room.id });
    await ada.request('POST', `/chat/rooms/${room.id}/messages`, { content: 'after leaving' });
    await bobSocket.next('new-chat-message', ({ data }) => data.content === 'after leaving');
    t.match(
      await bobsOtherSocket.ask('get-room-online-users', { roomId: room.id }),
      { count: 2 },
      'the user is still a member',
    );
    t.same(bobsOtherSocket.all('new-chat-message'), []);
  });

  t.test('chat-room-deleted reaches every member, and the room can no longer be joined', async (t) => {
    await ada.request('DELETE', `/chat/rooms/${room.id}`);
    for (const socket of [adaSocket, bobSocket]) {
      const serverEvent = await socket.next('chat-room-deleted');
      assertMatchesSchema(t, 'chat-room-deleted', serverEvent);
      t.equal(serverEvent.roomId, room.id);
    }
    t.equal((await ada.request('GET', `/chat/rooms/${room.id}`)).status, 404);
    t.match(await adaSocket.ask('join-chat-rooms', { roomIds: [room.id] }), { success: false });
  });

  t.test('logout ends the session on every replica', async (t) => {
    const bobsSecondSocket = await bob.connect(system.gateways[0]);
    await bob.request('POST', '/auth/logout');
    for (const socket of [bobSocket, bobsSecondSocket]) {
      t.match(await socket.next('session-ended'), { code: 'LOGGED_OUT' });
      t.equal(await socket.closed(), 'io server disconnect');
    }
    t.equal((await bob.request('GET', '/auth/me')).status, 401);
    await t.rejects(bob.connect(system.gateways[1]), { message: 'UNAUTHENTICATED' });
  });
});
