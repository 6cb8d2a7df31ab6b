import t, { type Test } from 'tap';
import { getRunningSystem } from './system.ts';

/**
 * Creates a group with Ada (the owner), Bob, and Cyd. Their sockets are on two gateways and have not joined the group.
 */
async function createGroup(names: { readonly room?: string } = {}) {
  const system = await getRunningSystem();
  const ada = await system.user({ name: 'Ada Lovelace' });
  const bob = await system.user({ name: 'Bob Stone' });
  const cyd = await system.user({ name: 'Cyd Blue' });
  const room = await system.room({ owner: ada, members: [bob, cyd], name: names.room ?? 'Class 1' });
  const [first, second] = system.gateways;
  const adaSocket = await ada.connect(first);
  const bobSockets = [await bob.connect(first), await bob.connect(second)] as const;
  const cydSocket = await cyd.connect(second);
  const roomPath = `/chat/rooms/${room.id}`;
  const sendMessage = async (user: typeof ada, content: string) =>
    (await user.request('POST', `${roomPath}/messages`, { content })).body.data;
  return { system, ada, bob, cyd, room, path: roomPath, adaSocket, bobSockets, cydSocket, send: sendMessage };
}

const isMentionNotification = ({ type }: { readonly type: string }) => type === 'mention';

t.test('ROOM-14: in an announcement room only owners and admins can send', async (t: Test) => {
  const { ada, bob, path, room, bobSockets, adaSocket, send } = await createGroup();
  const [bobSocket] = bobSockets;
  const invalidPolicyResponse = await ada.request('PATCH', path, { post_policy: 'nobody' });
  t.match(invalidPolicyResponse, { status: 400, body: { error: { code: 'VALIDATION_FAILED' } } });
  t.match(await bob.request('PATCH', path, { post_policy: 'managers' }), { status: 403 });
  t.match(await ada.request('PATCH', path, { post_policy: 'managers' }), {
    status: 200,
    body: { data: { post_policy: 'managers' } },
  });
  t.match(await bobSocket.next('chat-room-updated'), {
    roomId: room.id,
    name: 'Class 1',
    postPolicy: 'managers',
  });
  t.match((await bob.request('GET', path)).body.data, {
    post_policy: 'managers',
    my_role: 'member',
    last_change: { kind: 'room-updated', name: null, post_policy: 'managers' },
  });

  const refusedSendResponse = await bob.request('POST', `${path}/messages`, { content: 'may I?' });
  t.match(refusedSendResponse, { status: 403, body: { error: { code: 'POSTING_RESTRICTED' } } });
  t.match(await bobSocket.ask('send-message', { roomId: room.id, content: 'may I?' }), {
    success: false,
    error: { code: 'POSTING_RESTRICTED' },
  });
  const announcementMessage = await send(ada, 'No school on Friday');
  const reactionPath = `/chat/messages/${announcementMessage.id}/reactions/${encodeURIComponent('👍')}`;
  t.match(await bob.request('PUT', reactionPath), { status: 200 });
  t.match(await bob.request('PUT', `${path}/seen`, { seq: announcementMessage.seq }), { status: 200 });
  await ada.request('PATCH', `${path}/members/${bob.id}`, { role: 'admin' });
  t.match(await bob.request('POST', `${path}/messages`, { content: 'as an admin' }), { status: 201 });
  await ada.request('PATCH', `${path}/members/${bob.id}`, { role: 'member' });
  await ada.request('PATCH', path, { post_policy: 'all' });
  t.match(await bob.request('POST', `${path}/messages`, { content: 'as a member' }), { status: 201 });
  await adaSocket.close();
});

t.test('ROOM-14: a room can be created as an announcement room, but not a direct room', async (t: Test) => {
  const { ada, bob } = await createGroup();
  const announcementRoomBody = {
    room_type: 'group',
    name: 'News',
    member_ids: [bob.id],
    post_policy: 'managers',
  };
  const createRoomResponse = await ada.request('POST', '/chat/rooms', announcementRoomBody);
  t.match(createRoomResponse, { status: 201, body: { data: { post_policy: 'managers' } } });
  const refusedSendResponse = await bob.request(
    'POST',
    `/chat/rooms/${createRoomResponse.body.data.id}/messages`,
    { content: 'x' },
  );
  t.match(refusedSendResponse, { status: 403, body: { error: { code: 'POSTING_RESTRICTED' } } });
  const directRoomBody = { room_type: 'direct', member_ids: [bob.id] };
  t.match(await ada.request('POST', '/chat/rooms', { ...directRoomBody, post_policy: 'managers' }), {
    status: 400,
  });
  const { body: directRoom } = await ada.request('POST', '/chat/rooms', directRoomBody);
  t.match(await ada.request('PATCH', `/chat/rooms/${directRoom.data.id}`, { post_policy: 'managers' }), {
    status: 409,
  });
});

t.test('ROOM-14: `notification_level` and `muted` show the same setting', async (t: Test) => {
  const { bob, path, room, bobSockets } = await createGroup();
  const settingChanges = [
    [{ notification_level: 'mentions' }, { muted: false, notification_level: 'mentions' }],
    [{ muted: true }, { muted: true, notification_level: 'none' }],
    [{ muted: false }, { muted: false, notification_level: 'all' }],
    [{ notification_level: 'none' }, { muted: true, notification_level: 'none' }],
    [{ notification_level: 'all' }, { muted: false, notification_level: 'all' }],
  ] as const;
  for (const [change, settings] of settingChanges) {
    t.match((await bob.request('PATCH', path, change)).body.data, settings);
    for (const socket of bobSockets) {
      const { muted, notification_level: notificationLevel } = settings;
      t.match(await socket.next('chat-room-settings-changed'), { roomId: room.id, muted, notificationLevel });
    }
  }
  t.match(await bob.request('PATCH', path, { muted: true, notification_level: 'all' }), { status: 400 });
  t.match(await bob.request('PATCH', path, { notification_level: 'loud' }), { status: 400 });
});

t.test('MENTION-5: a mention notifies every socket of the mentioned member once', async (t: Test) => {
  const { ada, bob, path, room, adaSocket, bobSockets, cydSocket, send } = await createGroup();
  const mentioningMessage = await send(ada, 'Hello @Bob Stone and @Ada Lovelace');
  for (const socket of bobSockets) {
    t.match(await socket.next('chat-notification', isMentionNotification), {
      type: 'mention',
      title: 'Ada Lovelace mentioned you in Class 1',
      body: 'Hello @Bob Stone and @Ada Lovelace',
      data: {
        roomId: room.id,
        roomName: 'Class 1',
        messageId: mentioningMessage.id,
        messageSeq: mentioningMessage.seq,
        senderId: ada.id,
        senderName: 'Ada Lovelace',
      },
    });
  }
  t.match((await bob.request('GET', path)).body.data, { mention_count: 1, unread_count: 1 });
  await ada.request('PATCH', `/chat/messages/${mentioningMessage.id}`, {
    content: `@Bob Stone @Cyd Blue \`@Eve\``,
  });
  t.match(await cydSocket.next('chat-notification', isMentionNotification), {
    data: { messageId: mentioningMessage.id },
  });

  // When the notification of this last mention arrives, all earlier notifications have arrived.
  const lastMessage = await send(ada, `\`@[${bob.id}]\` is code, but this is not: @[${bob.id}]`);
  await bobSockets[1].next('chat-notification', ({ data }) => data.messageId === lastMessage.id);
  const mentionNotifications = bobSockets[1].all('chat-notification').filter(isMentionNotification);
  t.same(
    mentionNotifications.map(({ data }) => data.messageId),
    [mentioningMessage.id, lastMessage.id],
    'the edit does not notify Bob again',
  );
  t.same(
    adaSocket.all('chat-notification').filter(isMentionNotification),
    [],
    'nobody is notified of an own mention',
  );
});

t.test(
  'MENTION-5: a mention reaches neither a member with the level `none` nor a former member',
  async (t: Test) => {
    const { ada, bob, cyd, path, bobSockets, cydSocket, send } = await createGroup();
    await bob.request('PATCH', path, { notification_level: 'none' });
    await cyd.request('PATCH', path, { notification_level: 'mentions' });
    const messageWhileBobIsMuted = await send(ada, '@Bob Stone @Cyd Blue');
    t.match(await cydSocket.next('chat-notification', isMentionNotification), {
      data: { messageId: messageWhileBobIsMuted.id },
    });
    t.match((await bob.request('GET', path)).body.data, { mention_count: 1 }, 'it is counted all the same');
    await ada.request('DELETE', `${path}/members/${cyd.id}`);
    await bob.request('PATCH', path, { muted: false });
    const messageAfterRemovalOfCyd = await send(ada, `@Bob Stone @[${cyd.id}]`);
    const [bobSocket] = bobSockets;
    t.match(await bobSocket.next('chat-notification', isMentionNotification), {
      data: { messageId: messageAfterRemovalOfCyd.id },
    });
    t.equal(
      cydSocket.all('chat-notification').filter(isMentionNotification).length,
      1,
      'nothing after the removal',
    );
  },
);

t.test(
  'NOTIFY-9, MENTION-6: a mention in a muted room is listed, and two tabs on two gateways learn that it is seen',
  async (t: Test) => {
    const { ada, bob, path, bobSockets, send } = await createGroup();
    await bob.request('PATCH', path, { notification_level: 'none' });
    const [readMessage, markedMessage] = [await send(ada, '@Bob Stone 1'), await send(ada, '@Bob Stone 2')];
    const listMentions = async () => (await bob.request('GET', '/chat/notifications')).body;
    const { data, page } = await listMentions();
    t.match(data, [
      { type: 'mention', seen_at: null, data: { messageId: markedMessage.id } },
      { type: 'mention', seen_at: null, data: { messageId: readMessage.id } },
    ]);
    t.match(page, { unread_count: 2 });
    await bob.request('PUT', `${path}/seen`, { seq: readMessage.seq });
    t.match((await listMentions()).page, { unread_count: 1 });
    const ids = [data[0].id];
    t.match(await bob.request('POST', '/chat/notifications/seen', { ids }), {
      body: { data: { unread_count: 0 } },
    });
    for (const socket of bobSockets) {
      t.match(await socket.next('notifications-seen'), { ids, unreadCount: 0 });
      t.same(socket.all('chat-notification').filter(isMentionNotification), []);
    }
    t.match((await bob.request('GET', path)).body.data, { mention_count: 1 }, 'the room stays unread');
  },
);
