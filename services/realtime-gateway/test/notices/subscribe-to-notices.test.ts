import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startTwoGateways } from '../support/two-gateways.ts';

t.test('the gateway applies notices from the other services to its sockets', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const publishNotice = (subject: string, payload: object) =>
    api.nc.publish(subject, JSON.stringify(payload));

  t.test(
    'PRES-5: a status change goes once to everyone who shares a room with the user, and to the user’s own sockets',
    async (t) => {
      const roomIds = [await api.room(ada, bob), await api.room(ada, bob)];
      const [adaSocket, bobSocket] = [
        await TestSocket.connect(t, gateways[0].url, ada),
        await TestSocket.connect(t, gateways[1].url, bob),
      ];
      const strangerSocket = await TestSocket.connect(t, gateways[1].url, await api.user('Dora'));
      const timestamp = new Date().toISOString();
      const statusNotice = { userId: bob.id, isOnline: true, status: 'busy', lastSeen: timestamp, timestamp };
      publishNotice('kcs.notice.presence-changed', { ...statusNotice, roomIds });
      for (const client of [adaSocket, bobSocket]) {
        t.same(await client.next('chat-user-status-update'), statusNotice);
        t.equal(client.all('chat-user-status-update').length, 1);
      }
      t.same(strangerSocket.all('chat-user-status-update'), []);
    },
  );

  t.test('a user who goes offline stops typing', async (t) => {
    const roomId = await api.room(ada, bob);
    const [adaSocket, bobSocket] = [
      await TestSocket.connect(t, gateways[0].url, ada),
      await TestSocket.connect(t, gateways[1].url, bob),
    ];
    for (const client of [adaSocket, bobSocket]) await client.join([roomId]);
    await adaSocket.ask('chat-typing', { roomId, isTyping: true });
    await bobSocket.next('chat-user-typing', ({ isTyping }) => isTyping);
    const timestamp = new Date().toISOString();
    const statusNotice = {
      userId: ada.id,
      isOnline: false,
      status: 'offline',
      lastSeen: timestamp,
      timestamp,
    };
    // Repeat the notice. Ada's gateway regularly repeats that she is typing, and such a repeat may arrive after the
    // first notice and start the typing again.
    const repeatTimer = setInterval(
      () => publishNotice('kcs.notice.presence-changed', { ...statusNotice, roomIds: [roomId] }),
      100,
    );
    t.teardown(() => clearInterval(repeatTimer));
    await bobSocket.next('chat-user-typing', ({ isTyping }) => !isTyping);
  });

  t.test(
    'END-8: sockets of a session that ended for a reason unknown to this version are closed as revoked',
    async (t) => {
      const dora = await api.user('Dora');
      const client = await TestSocket.connect(t, gateways[0].url, dora);
      publishNotice('kcs.notice.sessions-ended', {
        userId: dora.id,
        sessionIds: [dora.sessionId],
        code: 'FROM_THE_FUTURE',
      });
      t.same(await client.next('session-ended'), { code: 'SESSION_REVOKED' });
      t.equal(await client.closed(), 'io server disconnect');
    },
  );

  t.test(
    'AUTH-18: a change of a user is announced once to everyone who shares a room with the user, and to the user',
    async (t) => {
      const roomIds = [await api.room(ada, bob), await api.room(ada, bob)];
      const clients = [
        await TestSocket.connect(t, gateways[0].url, ada),
        await TestSocket.connect(t, gateways[1].url, ada),
        await TestSocket.connect(t, gateways[1].url, bob),
      ];
      const strangerSocket = await TestSocket.connect(t, gateways[1].url, await api.user('Dora'));
      const timestamp = new Date().toISOString();
      const userNotice = { userId: ada.id, name: 'Ada L.', userType: 'Headmaster', active: true, timestamp };
      publishNotice('kcs.notice.user-changed', { ...userNotice, roomIds });
      for (const client of clients) {
        t.same(
          await client.next('chat-user-updated'),
          userNotice,
          'also with a type that only a newer version knows',
        );
        t.equal(client.all('chat-user-updated').length, 1);
      }
      publishNotice('kcs.notice.user-changed', { userId: ada.id, name: 'Ada', userType: 'Teacher' });
      await clients[0]?.next('chat-user-updated', ({ name }) => name === 'Ada');
      t.same(strangerSocket.all('chat-user-updated'), []);
    },
  );

  t.test('ROOM-17: changed room settings reach every socket of the user, and nobody else', async (t) => {
    const roomId = await api.room(ada, bob);
    const adaSockets = [
      await TestSocket.connect(t, gateways[0].url, ada),
      await TestSocket.connect(t, gateways[1].url, ada),
    ];
    const bobSocket = await TestSocket.connect(t, gateways[0].url, bob);
    const timestamp = new Date().toISOString();
    const settingsNotice = { roomId, muted: true, notificationLevel: 'none', hidden: false, timestamp };
    publishNotice('kcs.notice.room-settings-changed', { userId: ada.id, ...settingsNotice });
    for (const client of adaSockets) t.same(await client.next('chat-room-settings-changed'), settingsNotice);
    t.same(bobSocket.all('chat-room-settings-changed'), []);
  });

  t.test('NOTIFY-7: a notification reaches every socket of its recipients once', async (t) => {
    const adaSockets = [
      await TestSocket.connect(t, gateways[0].url, ada),
      await TestSocket.connect(t, gateways[1].url, ada),
    ];
    const bobSocket = await TestSocket.connect(t, gateways[1].url, bob);
    const notification = {
      ...{ id: `notif_${'1'.repeat(26)}`, type: 'homework_due', title: 'Due', data: { page: 1 } },
      ...{ url: '/homework/1', urgency: 'high', source: 'homework', timestamp: new Date().toISOString() },
    };
    for (const _ of [1, 2]) publishNotice('kcs.notice.notified', { userIds: [ada.id], notification });
    const seen = { allBefore: notification.id, unreadCount: 0 };
    publishNotice('kcs.notice.notifications-seen', { userId: ada.id, ...seen });
    for (const client of adaSockets) {
      t.same(await client.next('chat-notification'), notification);
      t.same(await client.next('notifications-seen'), seen);
      t.equal(client.all('chat-notification').length, 1);
    }
    t.same([...bobSocket.all('chat-notification'), ...bobSocket.all('notifications-seen')], []);
  });

  t.test('BUS-6: the gateway passes on an unknown presence status from a newer version', async (t) => {
    const adaSocket = await TestSocket.connect(t, gateways[0].url, ada);
    const timestamp = new Date().toISOString();
    const statusNotice = {
      userId: ada.id,
      isOnline: true,
      status: 'presenting',
      lastSeen: timestamp,
      timestamp,
    };
    publishNotice('kcs.notice.presence-changed', { ...statusNotice, roomIds: [] });
    t.same(await adaSocket.next('chat-user-status-update'), statusNotice);
  });

  t.test('after a user is renamed, typing events carry the new name', async (t) => {
    const roomId = await api.room(ada, bob);
    const [adaSocket, bobSocket] = [
      await TestSocket.connect(t, gateways[0].url, ada),
      await TestSocket.connect(t, gateways[1].url, bob),
    ];
    for (const client of [adaSocket, bobSocket]) await client.join([roomId]);
    publishNotice('kcs.notice.user-changed', { userId: ada.id, name: 'Ada L.', userType: 'Teacher' });
    await api.nc.flush();
    await eventually('the new name', async () => {
      await adaSocket.ask('chat-typing', { roomId, isTyping: true });
      return bobSocket.all('chat-user-typing').some(({ userName }) => userName === 'Ada L.');
    });
  });

  t.test('BUS-3: a receipt from REST goes once to every socket that joined the room', async (t) => {
    const roomId = await api.room(ada, bob);
    const [adaSocket, bobSocket] = [
      await TestSocket.connect(t, gateways[0].url, ada),
      await TestSocket.connect(t, gateways[1].url, bob),
    ];
    for (const client of [adaSocket, bobSocket]) await client.join([roomId]);
    const { data } = (await api.send(roomId, ada, 'read me')) as { data: { id: string } };
    const timestamp = new Date().toISOString();
    const receipt = { userId: ada.id, roomId, messageIds: [data.id], lastSeenSeq: 2, timestamp };
    publishNotice(`chat.room.${roomId}.seen`, { ...receipt, messageIds: 'malformed' });
    publishNotice(`chat.room.${roomId}.seen`, receipt);
    for (const client of [adaSocket, bobSocket]) t.same(await client.next('messages-seen'), receipt);
    await api.send(roomId, ada, 'the end');
    for (const client of [adaSocket, bobSocket]) {
      await client.next('new-chat-message', ({ seq }) => seq === 3);
      t.equal(client.all('messages-seen').length, 1);
    }
  });
});
