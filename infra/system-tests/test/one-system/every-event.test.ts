import t from 'tap';
import { assertMatchesSchema } from '../support/assert-matches-schema.ts';
import { getRunningSystem } from './system.ts';

t.test('every event reaches the right people on different gateways', async (t) => {
  const system = await getRunningSystem();
  const ada = await system.user({ name: 'Ada', user_type: 'Teacher' });
  const bob = await system.user({ name: 'Bob', user_type: 'Student' });
  const adaSocket = await ada.connect(system.gateways[0]);
  const bobSocket = await bob.connect(system.gateways[1]);
  const room = await system.room({ owner: ada, members: [bob], name: 'Class 1' });

  t.test('a user who is added to a room receives chat-notification new_chat without joining', async (t) => {
    const newChatNotification = await bobSocket.next('chat-notification');
    assertMatchesSchema(t, 'chat-notification', newChatNotification);
    t.match(newChatNotification, {
      type: 'new_chat',
      data: { roomId: room.id, roomName: 'Class 1', initiatedBy: ada.id, initiatorName: 'Ada' },
    });
    t.same(adaSocket.all('chat-notification'), [], 'the creator of the room gets no notification');
  });

  t.test('the server answers join-chat-rooms by callback, or by event if there is no callback', async (t) => {
    const joinReply = await adaSocket.ask('join-chat-rooms', { roomIds: [room.id] });
    assertMatchesSchema(t, 'chat-rooms-joined', joinReply);
    t.match(joinReply, {
      success: true,
      rooms: [room.id],
      message: 'Successfully joined chat rooms',
      heads: { [room.id]: 1 },
    });
    bobSocket.emit('join-chat-rooms', { roomIds: [room.id] });
    const serverEvent = await bobSocket.next('chat-rooms-joined');
    assertMatchesSchema(t, 'chat-rooms-joined', serverEvent);
    t.same(adaSocket.all('chat-rooms-joined'), [], 'a callback replaces the event');
    const emptyJoinReply = await adaSocket.ask('join-chat-rooms', { roomIds: [] });
    t.match(emptyJoinReply, { success: true, rooms: [], heads: {} });
  });

  t.test(
    'send-message responds with message-sent, and new-chat-message reaches everyone who joined the room',
    async (t) => {
      adaSocket.emit('send-message', {
        roomId: room.id,
        content: ' hello ',
        client_msg_id: 'one',
        metadata: { k: 1 },
      });
      const sentEvent = await adaSocket.next('message-sent');
      assertMatchesSchema(t, 'message-sent', sentEvent);
      t.match(sentEvent, {
        success: true,
        data: { content: 'hello', seq: 2, sender_id: ada.id, client_msg_id: 'one' },
      });
      for (const socket of [adaSocket, bobSocket]) {
        const serverEvent = await socket.next('new-chat-message');
        assertMatchesSchema(t, 'new-chat-message', serverEvent);
        t.match(serverEvent, { type: 'new_message', seq: 2 });
        t.strictSame(serverEvent.data, sentEvent.data);
      }
      const { body } = await bob.request('GET', `/chat/messages/${sentEvent.data.id}`);
      t.strictSame(body.data, sentEvent.data, 'REST returns the same message');
      const sendReply = await bobSocket.ask('send-message', {
        roomId: room.id,
        content: 'hi',
        reply_to_id: sentEvent.data.id,
      });
      t.match(sendReply.data, { reply_to: { id: sentEvent.data.id, sender_name: 'Ada', excerpt: 'hello' } });
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
      const editedEvent = await bobSocket.next('chat-message-updated');
      assertMatchesSchema(t, 'chat-message-updated', editedEvent);
      t.match(editedEvent, { type: 'message_updated', seq: seq + 1, data: { id, content: 'final', seq } });
      t.ok(editedEvent.data.edited_at);
      await bob.request('PUT', `/chat/messages/${id}/reactions/${encodeURIComponent('👍')}`);
      const reactionEvent = await adaSocket.next('chat-message-updated', ({ seq: n }) => n === seq + 2);
      t.same(reactionEvent.data.reactions, [{ emoji: '👍', count: 1, user_ids: [bob.id] }]);
      await ada.request('DELETE', `/chat/messages/${id}`);
      const deletedEvent = await bobSocket.next('chat-message-deleted');
      assertMatchesSchema(t, 'chat-message-deleted', deletedEvent);
      t.match(deletedEvent, {
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

  t.test('chat-typing reaches everyone who joined the room, except the typing user', async (t) => {
    const adasSecondSocket = await ada.connect(system.gateways[1]);
    await adasSecondSocket.join([room.id]);
    adaSocket.emit('chat-typing', { roomId: room.id, isTyping: true });
    const typingEvent = await bobSocket.next('chat-user-typing');
    assertMatchesSchema(t, 'chat-user-typing', typingEvent);
    t.match(typingEvent, { userId: ada.id, userName: 'Ada', roomId: room.id, isTyping: true });
    t.same(await adaSocket.ask('chat-typing', { roomId: room.id, isTyping: false }), { success: true });
    await bobSocket.next('chat-user-typing', ({ isTyping }) => !isTyping);
    t.same(adaSocket.all('chat-user-typing'), []);
    t.same(adasSecondSocket.all('chat-user-typing'), [], 'another tab of the same user gets nothing either');
    await adasSecondSocket.close();
  });

  t.test(
    'mark-messages-seen is acknowledged to the reader, and messages-seen reaches the other members',
    async (t) => {
      const { body: sent } = await ada.request('POST', `/chat/rooms/${room.id}/messages`, {
        content: 'read me',
      });
      const { id, seq } = sent.data;
      const unknownMessageId = `msg_${'0'.repeat(26)}`;
      bobSocket.emit('mark-messages-seen', { roomId: room.id, messageIds: [id, unknownMessageId] });
      const seenAcknowledgment = await bobSocket.next('messages-seen-acknowledged');
      assertMatchesSchema(t, 'messages-seen-acknowledged', seenAcknowledgment);
      t.match(seenAcknowledgment, { success: true, roomId: room.id, messageIds: [id], lastSeenSeq: seq });
      const seenEvent = await adaSocket.next('messages-seen');
      assertMatchesSchema(t, 'messages-seen', seenEvent);
      t.match(seenEvent, { userId: bob.id, roomId: room.id, messageIds: [id], lastSeenSeq: seq });
      t.same(bobSocket.all('messages-seen'), [], 'the reader does not receive messages-seen');
      const repeatedSeenReply = await bobSocket.ask('mark-messages-seen', {
        roomId: room.id,
        messageIds: [id],
      });
      t.match(
        repeatedSeenReply,
        { success: true, lastSeenSeq: seq },
        'a cursor that does not move is acknowledged',
      );
      const unknownMessageSeenReply = await bobSocket.ask('mark-messages-seen', {
        roomId: room.id,
        messageIds: [unknownMessageId],
      });
      t.match(unknownMessageSeenReply, { success: false, error: { code: 'MESSAGE_NOT_FOUND' } });
      const { body: members } = await ada.request('GET', `/chat/rooms/${room.id}/members`);
      t.equal(
        members.data.find((m: { user_id: string }) => m.user_id === bob.id).last_seen_seq,
        seq,
        'the member list agrees',
      );
    },
  );

  t.test(
    'update-chat-status is acknowledged, and chat-user-status-update reaches people who share a room with the user',
    async (t) => {
      bobSocket.emit('update-chat-status', { status: 'busy' });
      const statusReply = await bobSocket.next('chat-status-updated');
      assertMatchesSchema(t, 'chat-status-updated', statusReply);
      t.match(statusReply, { success: true, status: 'busy' });
      const statusUpdate = await adaSocket.next(
        'chat-user-status-update',
        ({ userId, status }) => userId === bob.id && status === 'busy',
      );
      assertMatchesSchema(t, 'chat-user-status-update', statusUpdate);
      t.equal(statusUpdate.isOnline, true);
      const carl = await system.user({ name: 'Carl' });
      await system.room({ owner: carl, members: [ada], name: 'Other' });
      // Wait until Ada is notified of the new room. This proves that Ada's gateway knows that Ada and Carl have a room
      // in common.
      await adaSocket.next('chat-notification', ({ title }) => title === 'Other');
      const carlSocket = await carl.connect(system.gateways[1]);
      await adaSocket.next(
        'chat-user-status-update',
        ({ userId, status }) => userId === carl.id && status === 'online',
      );
      await carlSocket.close();
      const offlineUpdate = await adaSocket.next(
        'chat-user-status-update',
        ({ userId, isOnline }) => userId === carl.id && !isOnline,
      );
      t.match(offlineUpdate, { status: 'offline' });
      t.ok(offlineUpdate.lastSeen);
      t.notOk(
        bobSocket.all('chat-user-status-update').some(({ userId }) => userId === carl.id),
        'a user without a common room receives nothing',
      );
    },
  );

  t.test('get-room-online-users lists online members of the room with name, type, and status', async (t) => {
    const onlineUsersReply = await adaSocket.ask('get-room-online-users', { roomId: room.id });
    assertMatchesSchema(t, 'room-online-users', onlineUsersReply);
    t.equal(onlineUsersReply.count, 2);
    t.same(
      onlineUsersReply.users.map(({ userName, userType, status }) => [userName, userType, status]).sort(),
      [
        ['Ada', 'Teacher', 'online'],
        ['Bob', 'Student', 'busy'],
      ],
    );
  });

  t.test(
    'chat-room-updated reaches every socket of every member once, whether or not the socket has joined',
    async (t) => {
      const unjoinedSocket = await bob.connect(system.gateways[0]);
      await ada.request('PATCH', `/chat/rooms/${room.id}`, { name: 'Class 2' });
      for (const socket of [adaSocket, bobSocket, unjoinedSocket]) {
        const serverEvent = await socket.next('chat-room-updated');
        assertMatchesSchema(t, 'chat-room-updated', serverEvent);
        t.match(serverEvent, { roomId: room.id, name: 'Class 2' });
      }
      await unjoinedSocket.close();
    },
  );

  t.test(
    'room-members-changed reaches everyone who joined the room, and is the last event for a removed member',
    async (t) => {
      const carl = await system.user({ name: 'Carl' });
      await ada.request('POST', `/chat/rooms/${room.id}/members`, { user_ids: [carl.id] });
      const memberAddedEvent = await bobSocket.next('room-members-changed');
      assertMatchesSchema(t, 'room-members-changed', memberAddedEvent);
      t.match(memberAddedEvent, {
        roomId: room.id,
        added: [{ userId: carl.id, name: 'Carl', role: 'member' }],
        removed: [],
      });
      await ada.request('PATCH', `/chat/rooms/${room.id}/members/${carl.id}`, { role: 'admin' });
      const roleChangedEvent = await bobSocket.next(
        'room-members-changed',
        (event) => event.changed.length > 0,
      );
      t.match(roleChangedEvent.changed, [{ userId: carl.id, role: 'admin' }]);

      const joinedSocket = await carl.connect(system.gateways[1]);
      await joinedSocket.join([room.id]);
      const unjoinedSocket = await carl.connect(system.gateways[0]);
      await ada.request('DELETE', `/chat/rooms/${room.id}/members/${carl.id}`);
      for (const socket of [joinedSocket, unjoinedSocket, bobSocket]) {
        const memberRemovedEvent = await socket.next('room-members-changed', (event) =>
          event.removed.includes(carl.id),
        );
        assertMatchesSchema(t, 'room-members-changed', memberRemovedEvent);
      }
      await ada.request('POST', `/chat/rooms/${room.id}/messages`, { content: 'without Carl' });
      await bobSocket.next('new-chat-message', ({ data }) => data.content === 'without Carl');
      t.match(await joinedSocket.ask('chat-typing', { roomId: room.id, isTyping: true }), {
        error: { code: 'ROOM_NOT_FOUND' },
      });
      t.same(joinedSocket.all('new-chat-message'), [], 'nothing arrives after the removal');
    },
  );

  t.test(
    'a refused meeting event is answered with the reason and does not disconnect the socket',
    async (t) => {
      const meetingId = `meet_${'0'.repeat(26)}`;
      t.match(await adaSocket.ask('join-meeting', { meetingId }), {
        success: false,
        error: { code: 'MEETING_NOT_FOUND' },
      });
      adaSocket.emit('screen-share', { meetingId, isSharing: true });
      const errorEvent = await adaSocket.next('error');
      assertMatchesSchema(t, 'error', errorEvent);
      t.match(errorEvent, { event: 'screen-share', code: 'NOT_IN_MEETING' });
      t.ok(adaSocket.connected);
    },
  );
});
