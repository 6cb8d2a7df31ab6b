import t from 'tap';
import { getRunningSystem } from './system.ts';

t.test('outsiders learn nothing about a room', async (t) => {
  const system = await getRunningSystem();
  const ada = await system.user({ name: 'Ada' });
  const bob = await system.user({ name: 'Bob' });
  const eve = await system.user({ name: 'Eve' });
  const room = await system.room({ owner: ada, members: [bob] });
  const { body: sent } = await ada.request('POST', `/chat/rooms/${room.id}/messages`, { content: 'secret' });
  const messageId = sent.data.id;

  t.test('REST answers outsiders as if the room did not exist', async (t) => {
    const nonexistentRoomId = `room_${'0'.repeat(26)}`;
    for (const roomId of [room.id, nonexistentRoomId]) {
      const roomPath = `/chat/rooms/${roomId}`;
      for (const [method, path, body] of [
        ['GET', roomPath],
        ['PATCH', roomPath, { name: 'Mine' }],
        ['DELETE', roomPath],
        ['GET', `${roomPath}/members`],
        ['POST', `${roomPath}/members`, { user_ids: [eve.id] }],
        ['DELETE', `${roomPath}/members/${eve.id}`],
        ['PATCH', `${roomPath}/members/${bob.id}`, { role: 'owner' }],
        ['GET', `${roomPath}/messages`],
        ['POST', `${roomPath}/messages`, { content: 'hello?' }],
        ['GET', `${roomPath}/events?after=0`],
        ['PUT', `${roomPath}/seen`, { seq: 1 }],
      ] as const) {
        const { status, body: answer } = await eve.request(method, path, body);
        t.equal(status, 404, `${method} ${path}`);
        t.equal(answer.error.code, 'ROOM_NOT_FOUND', `${method} ${path}`);
      }
    }
    for (const [method, path, body] of [
      ['GET', `/chat/messages/${messageId}`],
      ['PATCH', `/chat/messages/${messageId}`, { content: 'changed' }],
      ['DELETE', `/chat/messages/${messageId}`],
      ['PUT', `/chat/messages/${messageId}/reactions/%F0%9F%91%8D`],
      ['GET', `/chat/messages/${messageId}/receipts`],
    ] as const) {
      const { status, body: answer } = await eve.request(method, path, body);
      t.equal(status, 404, `${method} ${path}`);
      t.equal(answer.error.code, 'MESSAGE_NOT_FOUND', `${method} ${path}`);
    }
    const { body: found } = await eve.request('GET', '/chat/search?q=secret');
    t.same(found.data, [], 'search finds nothing in it');
  });

  t.test('socket events from outsiders are answered with ROOM_NOT_FOUND', async (t) => {
    const eveSocket = await eve.connect(system.gateways[1]);
    const joinReply = await eveSocket.ask('join-chat-rooms', { roomIds: [room.id], since: { [room.id]: 0 } });
    t.equal(joinReply.success, false);
    t.same(joinReply.rooms, []);
    t.same(joinReply.heads, {});
    t.same(joinReply.rejected, [{ roomId: room.id, code: 'ROOM_NOT_FOUND' }]);
    t.notOk(joinReply.missed?.[room.id], 'no missed events are returned');
    for (const [event, payload] of [
      ['send-message', { roomId: room.id, content: 'hello?' }],
      ['chat-typing', { roomId: room.id, isTyping: true }],
      ['mark-messages-seen', { roomId: room.id, messageIds: [messageId] }],
      ['get-room-online-users', { roomId: room.id }],
    ] as const) {
      const outsiderReply = await eveSocket.ask(event, payload);
      t.equal(outsiderReply.success, false, event);
      t.equal(outsiderReply.error.code, 'ROOM_NOT_FOUND', event);
    }
  });

  t.test(
    'a socket that has not joined receives no events from the room, even if its user is a member',
    async (t) => {
      const unjoinedSocket = await bob.connect(system.gateways[1]);
      const outsiderSocket = await eve.connect(system.gateways[1]);
      const joinedSocket = await bob.connect(system.gateways[0]);
      await joinedSocket.join([room.id]);
      const writerSocket = await ada.connect(system.gateways[0]);
      await writerSocket.join([room.id]);
      writerSocket.emit('chat-typing', { roomId: room.id, isTyping: true });
      await joinedSocket.next('chat-user-typing');
      await ada.request('POST', `/chat/rooms/${room.id}/messages`, { content: 'for those who joined' });
      await joinedSocket.next('new-chat-message');
      // Wait for a later notification. If the sockets had been sent any of the earlier events, those would have arrived
      // before this notification.
      await system.room({ owner: ada, members: [bob, eve], name: 'fence' });
      await Promise.all([unjoinedSocket, outsiderSocket].map((socket) => socket.next('chat-notification')));
      for (const eveSocket of [unjoinedSocket, outsiderSocket]) {
        t.same(eveSocket.all('new-chat-message'), []);
        t.same(eveSocket.all('chat-user-typing'), []);
      }
    },
  );
});
