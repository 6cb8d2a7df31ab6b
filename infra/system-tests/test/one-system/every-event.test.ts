import { SERVER_EVENTS, type ServerEventName } from '@kcs/contracts';
import t, { type Test } from 'tap';
import { Compile } from 'typebox/compile';
import { getSharedSystem } from './system.ts';

/** Asserts that a payload matches the schema of its event. */
function assertMatchesSchema(t: Test, name: ServerEventName, payload: unknown): void {
  t.same([...Compile(SERVER_EVENTS[name]).Errors(payload)], [], `${name} has the fields of the protocol`);
}

t.test('every event reaches the right people on different gateways', async (t) => {
  const system = await getSharedSystem();
  const ada = await system.user({ name: 'Ada', user_type: 'Teacher' });
  const bob = await system.user({ name: 'Bob', user_type: 'Student' });
  const a = await ada.connect(system.gateways[0]);
  const b = await bob.connect(system.gateways[1]);
  const room = await system.room({ owner: ada, members: [bob], name: 'Class 1' });

  t.test('a user who is added to a room receives chat-notification new_chat without joining', async (t) => {
    const notification = await b.next('chat-notification');
    assertMatchesSchema(t, 'chat-notification', notification);
    t.match(notification, {
      type: 'new_chat',
      data: { roomId: room.id, roomName: 'Class 1', initiatedBy: ada.id, initiatorName: 'Ada' },
    });
    t.same(a.all('chat-notification'), [], 'the creator of the room gets no notification');
  });

  t.test('join-chat-rooms answers by callback, or by event if there is no callback', async (t) => {
    const answer = await a.ask('join-chat-rooms', { roomIds: [room.id] });
    assertMatchesSchema(t, 'chat-rooms-joined', answer);
    t.match(answer, {
      success: true,
      rooms: [room.id],
      message: 'Successfully joined chat rooms',
      heads: { [room.id]: 1 },
    });
    b.emit('join-chat-rooms', { roomIds: [room.id] });
    const event = await b.next('chat-rooms-joined');
    assertMatchesSchema(t, 'chat-rooms-joined', event);
    t.same(a.all('chat-rooms-joined'), [], 'a callback replaces the event');
    const none = await a.ask('join-chat-rooms', { roomIds: [] });
    t.match(none, { success: true, rooms: [], heads: {} });
  });

  t.test(
    'send-message responds with message-sent, and new-chat-message reaches everyone who joined',
    async (t) => {
      a.emit('send-message', {
        roomId: room.id,
        content: ' hello ',
        client_msg_id: 'one',
        metadata: { k: 1 },
      });
      const sent = await a.next('message-sent');
      assertMatchesSchema(t, 'message-sent', sent);
      t.match(sent, {
        success: true,
        data: { content: 'hello', seq: 2, sender_id: ada.id, client_msg_id: 'one' },
      });
      for (const socket of [a, b]) {
        const event = await socket.next('new-chat-message');
        assertMatchesSchema(t, 'new-chat-message', event);
        t.match(event, { type: 'new_message', seq: 2 });
        t.strictSame(event.data, sent.data);
      }
      const { body } = await bob.request('GET', `/chat/messages/${sent.data.id}`);
      t.strictSame(body.data, sent.data, 'REST returns the same message');
      const reply = await b.ask('send-message', {
        roomId: room.id,
        content: 'hi',
        reply_to_id: sent.data.id,
      });
      t.match(reply.data, { reply_to: { id: sent.data.id, sender_name: 'Ada', excerpt: 'hello' } });
    },
  );

  t.test(
    'an edit and a reaction cause chat-message-updated, and a deletion causes chat-message-deleted',
    async (t) => {
      const { body: sent } = await ada.request('POST', `/chat/rooms/${room.id}/messages`, {
        content: 'draft',
      });
      const { id, seq } = sent.data;
      await ada.request('PATCH', `/chat/messages/${id}`, { content: 'final' });
      const edited = await b.next('chat-message-updated');
      assertMatchesSchema(t, 'chat-message-updated', edited);
      t.match(edited, { type: 'message_updated', seq: seq + 1, data: { id, content: 'final', seq } });
      t.ok(edited.data.edited_at);
      await bob.request('PUT', `/chat/messages/${id}/reactions/${encodeURIComponent('👍')}`);
      const reacted = await a.next('chat-message-updated', ({ seq: n }) => n === seq + 2);
      t.same(reacted.data.reactions, [{ emoji: '👍', count: 1, user_ids: [bob.id] }]);
      await ada.request('DELETE', `/chat/messages/${id}`);
      const deleted = await b.next('chat-message-deleted');
      assertMatchesSchema(t, 'chat-message-deleted', deleted);
      t.match(deleted, {
        type: 'message_deleted',
        seq: seq + 3,
        data: { messageId: id, roomId: room.id, messageSeq: seq, deletedBy: ada.id },
      });
      const { body: deletedMessage } = await bob.request('GET', `/chat/messages/${id}`);
      t.match(deletedMessage.data, { content: null, metadata: null, reactions: [] });
      const { body: log } = await bob.request('GET', `/chat/rooms/${room.id}/events?after=0&limit=1000`);
      t.notMatch(JSON.stringify(log), /draft|final/, 'the text is scrubbed from the stored events');
      t.same(
        log.data.map((event: { seq: number }) => event.seq),
        log.data.map((_: unknown, n: number) => n + 1),
        'the log is gapless',
      );
    },
  );

  t.test('chat-typing reaches everyone who joined except the typing user', async (t) => {
    const secondTab = await ada.connect(system.gateways[1]);
    await secondTab.join([room.id]);
    a.emit('chat-typing', { roomId: room.id, isTyping: true });
    const typing = await b.next('chat-user-typing');
    assertMatchesSchema(t, 'chat-user-typing', typing);
    t.match(typing, { userId: ada.id, userName: 'Ada', roomId: room.id, isTyping: true });
    t.same(await a.ask('chat-typing', { roomId: room.id, isTyping: false }), { success: true });
    await b.next('chat-user-typing', ({ isTyping }) => !isTyping);
    t.same(a.all('chat-user-typing'), []);
    t.same(secondTab.all('chat-user-typing'), [], 'another tab of the same user gets nothing either');
    await secondTab.close();
  });

  t.test(
    'mark-messages-seen is acknowledged to the reader, and messages-seen reaches the others',
    async (t) => {
      const { body: sent } = await ada.request('POST', `/chat/rooms/${room.id}/messages`, {
        content: 'read me',
      });
      const { id, seq } = sent.data;
      const other = `msg_${'0'.repeat(26)}`;
      b.emit('mark-messages-seen', { roomId: room.id, messageIds: [id, other] });
      const acknowledged = await b.next('messages-seen-acknowledged');
      assertMatchesSchema(t, 'messages-seen-acknowledged', acknowledged);
      t.match(acknowledged, { success: true, roomId: room.id, messageIds: [id], lastSeenSeq: seq });
      const seen = await a.next('messages-seen');
      assertMatchesSchema(t, 'messages-seen', seen);
      t.match(seen, { userId: bob.id, roomId: room.id, messageIds: [id], lastSeenSeq: seq });
      t.same(b.all('messages-seen'), [], 'the reader does not receive messages-seen');
      const again = await b.ask('mark-messages-seen', { roomId: room.id, messageIds: [id] });
      t.match(again, { success: true, lastSeenSeq: seq }, 'a cursor that does not move is acknowledged');
      const none = await b.ask('mark-messages-seen', { roomId: room.id, messageIds: [other] });
      t.match(none, { success: false, error: { code: 'MESSAGE_NOT_FOUND' } });
      const { body: members } = await ada.request('GET', `/chat/rooms/${room.id}/members`);
      t.equal(
        members.data.find((m: { user_id: string }) => m.user_id === bob.id).last_seen_seq,
        seq,
        'the member list agrees',
      );
    },
  );

  t.test(
    'update-chat-status is acknowledged, and chat-user-status-update reaches people with a common room',
    async (t) => {
      b.emit('update-chat-status', { status: 'busy' });
      const updated = await b.next('chat-status-updated');
      assertMatchesSchema(t, 'chat-status-updated', updated);
      t.match(updated, { success: true, status: 'busy' });
      const update = await a.next(
        'chat-user-status-update',
        ({ userId, status }) => userId === bob.id && status === 'busy',
      );
      assertMatchesSchema(t, 'chat-user-status-update', update);
      t.equal(update.isOnline, true);
      const carl = await system.user({ name: 'Carl' });
      await system.room({ owner: carl, members: [ada], name: 'Other' });
      // Carl's new-chat notification proves that Ada's gateway knows that Ada and Carl share a room.
      await a.next('chat-notification', ({ title }) => title === 'Other');
      const c = await carl.connect(system.gateways[1]);
      await a.next(
        'chat-user-status-update',
        ({ userId, status }) => userId === carl.id && status === 'online',
      );
      await c.close();
      const offline = await a.next(
        'chat-user-status-update',
        ({ userId, isOnline }) => userId === carl.id && !isOnline,
      );
      t.match(offline, { status: 'offline' });
      t.ok(offline.lastSeen);
      t.notOk(
        b.all('chat-user-status-update').some(({ userId }) => userId === carl.id),
        'a user without a common room receives nothing',
      );
    },
  );

  t.test('get-room-online-users lists everyone online with name, type, and status', async (t) => {
    const answer = await a.ask('get-room-online-users', { roomId: room.id });
    assertMatchesSchema(t, 'room-online-users', answer);
    t.equal(answer.count, 2);
    t.same(answer.users.map(({ userName, userType, status }) => [userName, userType, status]).sort(), [
      ['Ada', 'Teacher', 'online'],
      ['Bob', 'Student', 'busy'],
    ]);
  });

  t.test('chat-room-updated reaches every socket of every member once, joined or not', async (t) => {
    const idle = await bob.connect(system.gateways[0]);
    await ada.request('PATCH', `/chat/rooms/${room.id}`, { name: 'Class 2' });
    for (const socket of [a, b, idle]) {
      const event = await socket.next('chat-room-updated');
      assertMatchesSchema(t, 'chat-room-updated', event);
      t.match(event, { roomId: room.id, name: 'Class 2' });
    }
    await idle.close();
  });

  t.test(
    'room-members-changed reaches everyone who joined, and is the last event for a removed member',
    async (t) => {
      const carl = await system.user({ name: 'Carl' });
      await ada.request('POST', `/chat/rooms/${room.id}/members`, { user_ids: [carl.id] });
      const added = await b.next('room-members-changed');
      assertMatchesSchema(t, 'room-members-changed', added);
      t.match(added, {
        roomId: room.id,
        added: [{ userId: carl.id, name: 'Carl', role: 'member' }],
        removed: [],
      });
      await ada.request('PATCH', `/chat/rooms/${room.id}/members/${carl.id}`, { role: 'admin' });
      const changed = await b.next('room-members-changed', (event) => event.changed.length > 0);
      t.match(changed.changed, [{ userId: carl.id, role: 'admin' }]);

      const joined = await carl.connect(system.gateways[1]);
      await joined.join([room.id]);
      const idle = await carl.connect(system.gateways[0]);
      await ada.request('DELETE', `/chat/rooms/${room.id}/members/${carl.id}`);
      for (const socket of [joined, idle, b]) {
        const removed = await socket.next('room-members-changed', (event) => event.removed.includes(carl.id));
        assertMatchesSchema(t, 'room-members-changed', removed);
      }
      await ada.request('POST', `/chat/rooms/${room.id}/messages`, { content: 'without Carl' });
      await b.next('new-chat-message', ({ data }) => data.content === 'without Carl');
      t.match(await joined.ask('chat-typing', { roomId: room.id, isTyping: true }), {
        error: { code: 'ROOM_NOT_FOUND' },
      });
      t.same(joined.all('new-chat-message'), [], 'nothing arrives after the removal');
    },
  );

  t.test('leave-chat-room affects only the socket that sends it', async (t) => {
    const other = await bob.connect(system.gateways[0]);
    await other.join([room.id]);
    const left = await other.ask('leave-chat-room', { roomId: room.id });
    assertMatchesSchema(t, 'chat-room-left', left);
    t.same(left, { success: true, roomId: room.id });
    await ada.request('POST', `/chat/rooms/${room.id}/messages`, { content: 'after leaving' });
    await b.next('new-chat-message', ({ data }) => data.content === 'after leaving');
    t.match(
      await other.ask('get-room-online-users', { roomId: room.id }),
      { count: 2 },
      'the user is still a member',
    );
    t.same(other.all('new-chat-message'), []);
  });

  t.test('meeting events respond with NOT_IMPLEMENTED and do not disconnect', async (t) => {
    const meetingId = `meet_${'0'.repeat(26)}`;
    for (const event of ['join-meeting', 'leave-meeting'] as const) {
      t.match(await a.ask(event, { meetingId }), { success: false, error: { code: 'NOT_IMPLEMENTED' } });
    }
    a.emit('join-meeting', { meetingId });
    const error = await a.next('error');
    assertMatchesSchema(t, 'error', error);
    t.match(error, { event: 'join-meeting', code: 'NOT_IMPLEMENTED' });
    t.ok(a.connected);
  });

  t.test('chat-room-deleted reaches every member, and the room can no longer be joined', async (t) => {
    await ada.request('DELETE', `/chat/rooms/${room.id}`);
    for (const socket of [a, b]) {
      const event = await socket.next('chat-room-deleted');
      assertMatchesSchema(t, 'chat-room-deleted', event);
      t.equal(event.roomId, room.id);
    }
    t.equal((await ada.request('GET', `/chat/rooms/${room.id}`)).status, 404);
    t.match(await a.ask('join-chat-rooms', { roomIds: [room.id] }), { success: false });
  });

  t.test('logout ends the session on every replica', async (t) => {
    const secondSocket = await bob.connect(system.gateways[0]);
    await bob.request('POST', '/auth/logout');
    for (const socket of [b, secondSocket]) {
      t.match(await socket.next('session-ended'), { code: 'LOGGED_OUT' });
      t.equal(await socket.closed(), 'io server disconnect');
    }
    t.equal((await bob.request('GET', '/auth/me')).status, 401);
    await t.rejects(bob.connect(system.gateways[1]), { message: 'UNAUTHENTICATED' });
  });
});
