import { eventually, TestSocket } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { startTwoGateways } from '../support/two-gateways.ts';

const listTypingStates = (client: TestSocket): boolean[] =>
  client.all('chat-user-typing').map(({ isTyping }) => isTyping);

t.test('typing updates reach the other members of a room', async (t) => {
  const { api, gateways } = await startTwoGateways(t, { TYPING_TTL_MS: '3500' });
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const watcherSockets = [
    await TestSocket.connect(t, gateways[0].url, bob),
    await TestSocket.connect(t, gateways[1].url, bob),
  ];
  const otherTabSocket = await TestSocket.connect(t, gateways[1].url, ada);
  for (const typingSocket of [...watcherSockets, otherTabSocket]) await typingSocket.join([roomId]);

  const connectTypingSocket = async () => {
    const typingSocket = await TestSocket.connect(t, gateways[0].url, ada);
    await typingSocket.join([roomId]);
    return typingSocket;
  };
  const waitForTypingUpdate = async (isTyping: boolean) => {
    const hasExpectedState = (update: { isTyping: boolean }) => update.isTyping === isTyping;
    const [update] = await Promise.all(
      watcherSockets.map((watcher) => watcher.next('chat-user-typing', hasExpectedState)),
    );
    return update;
  };
  /** The number of typing updates that earlier tests have already checked. Each test starts and stops typing once. */
  let checkedUpdateCount = 0;
  const assertTypingShownOnce = (t: Test) => {
    for (const watcher of watcherSockets)
      t.same(listTypingStates(watcher).slice(checkedUpdateCount), [true, false]);
    checkedUpdateCount += 2;
  };

  t.test('a burst of typing updates is coalesced into the first and the last update', async (t) => {
    const typingSocket = await connectTypingSocket();
    for (const isTyping of [true, false, true, false, true, false]) {
      typingSocket.emit('chat-typing', { roomId, isTyping });
    }
    t.match(await waitForTypingUpdate(false), {
      userId: ada.id,
      userName: 'Ada',
      roomId,
      isTyping: false,
      timestamp: /Z$/,
    });
    assertTypingShownOnce(t);
    await waitForTypingUpdate(true);
    await typingSocket.close();
  });

  t.test('typing ends when the typing user’s socket leaves the room', async (t) => {
    const typingSocket = await connectTypingSocket();
    t.same(await typingSocket.ask('chat-typing', { roomId, isTyping: true }), { success: true });
    await waitForTypingUpdate(true);
    await typingSocket.ask('leave-chat-room', { roomId });
    await waitForTypingUpdate(false);
    assertTypingShownOnce(t);
    await typingSocket.close();
  });

  t.test('typing ends when the typing user’s socket disconnects', async (t) => {
    const typingSocket = await connectTypingSocket();
    await typingSocket.ask('chat-typing', { roomId, isTyping: true });
    await waitForTypingUpdate(true);
    await typingSocket.close();
    await waitForTypingUpdate(false);
    assertTypingShownOnce(t);
  });

  t.test('if the client sends no second typing `true` in time, members get a typing `false`', async (t) => {
    const typingSocket = await connectTypingSocket();
    await typingSocket.ask('chat-typing', { roomId, isTyping: true });
    await waitForTypingUpdate(true);
    await waitForTypingUpdate(false);
    assertTypingShownOnce(t);
    await typingSocket.close();
  });

  t.test('TYPE-7: those who may not post in an announcement room cannot type there', async (t) => {
    const announcements = await api.room(ada, bob);
    const setManagers = (postPolicy: 'all' | 'managers', managers: ReadonlySet<string> | undefined) => {
      api.log.room(announcements).managers = managers;
      return api.publish(
        api.log.append(announcements, 'room-updated', {
          ...{ roomId: announcements, name: 'News', roomName: 'News', postPolicy },
          ...{ by: { userId: bob.id, name: 'Bob' }, timestamp: new Date().toISOString() },
        } as never),
      );
    };
    await setManagers('managers', new Set([bob.id]));
    const [reader, outside] = [
      await TestSocket.connect(t, gateways[0].url, ada),
      await TestSocket.connect(t, gateways[0].url, ada),
    ];
    const owner = await TestSocket.connect(t, gateways[1].url, bob);
    for (const client of [reader, owner]) await client.join([announcements]);
    const startTyping = (client: TestSocket) =>
      client.ask('chat-typing', { roomId: announcements, isTyping: true });
    const refusal = { success: false, error: { code: 'POSTING_RESTRICTED', retryAfterMs: undefined } };
    for (const client of [reader, outside]) t.match(await startTyping(client), refusal);
    t.same(await startTyping(owner), { success: true });
    await reader.next('chat-user-typing', ({ userId }) => userId === bob.id);
    t.same(owner.all('chat-user-typing'), []);

    await setManagers('all', undefined);
    await reader.next('chat-room-updated', ({ postPolicy }) => postPolicy === 'all');
    t.same(await startTyping(reader), { success: true });
    await owner.next('chat-user-typing', ({ userId, isTyping }) => userId === ada.id && isTyping);
    await reader.ask('chat-typing', { roomId: announcements, isTyping: false });

    await setManagers('managers', new Set([bob.id]));
    await reader.next('chat-room-updated', ({ postPolicy, seq }) => postPolicy === 'managers' && seq > 3);
    await eventually('the refusal', () => startTyping(reader), {
      until: ({ error }) => error?.code === 'POSTING_RESTRICTED',
    });
    for (const client of [reader, outside, owner]) await client.close();
  });

  t.test('the typing user’s own sockets get no typing update', async (t) => {
    t.same(otherTabSocket.all('chat-user-typing'), []);
  });

  t.test('a member whose socket did not join the room may type, but a non-member is refused', async (t) => {
    const typingSocket = await TestSocket.connect(t, gateways[0].url, ada);
    t.same(await typingSocket.ask('chat-typing', { roomId, isTyping: true }), { success: true });
    await waitForTypingUpdate(true);
    const outsiderSocket = await TestSocket.connect(t, gateways[0].url, await api.user('Eve'));
    t.match(await outsiderSocket.ask('chat-typing', { roomId, isTyping: true }), {
      success: false,
      error: { code: 'ROOM_NOT_FOUND' },
    });
    await typingSocket.close();
    await waitForTypingUpdate(false);
  });

  t.test(
    'TYPE-6: a user who types in three tabs on two gateways is typing until the last tab has stopped',
    async (t) => {
      const cy = await api.user('Cy');
      const sharedRoomId = await api.room(ada, bob, cy);
      for (const watcher of watcherSockets) await watcher.join([sharedRoomId]);
      const cySocket = await TestSocket.connect(t, gateways[0].url, cy);
      const [firstTab, secondTab, lastTab] = (await Promise.all(
        [gateways[0], gateways[0], gateways[1]].map((gateway) => TestSocket.connect(t, gateway.url, ada)),
      )) as [TestSocket, TestSocket, TestSocket];
      const setTyping = (socket: TestSocket, isTyping: boolean) =>
        socket.ask('chat-typing', { roomId: sharedRoomId, isTyping });
      const listStates = (watcher: TestSocket, userId: string) =>
        watcher
          .all('chat-user-typing')
          .filter((update) => update.roomId === sharedRoomId && update.userId === userId)
          .map(({ isTyping }) => isTyping);
      for (const tab of [firstTab, secondTab, lastTab]) await setTyping(tab, true);
      await setTyping(firstTab, false);
      await secondTab.close();
      await setTyping(lastTab, true);
      // Another user's two updates are paced a second apart. A `false` about Ada that was only delayed would arrive
      // between them.
      await setTyping(cySocket, true);
      await setTyping(cySocket, false);
      for (const watcher of watcherSockets) {
        await watcher.next('chat-user-typing', ({ userId, isTyping }) => userId === cy.id && !isTyping);
        t.notOk(listStates(watcher, ada.id).includes(false), 'the last tab still types');
      }
      await setTyping(lastTab, false);
      for (const watcher of watcherSockets) {
        await watcher.next('chat-user-typing', ({ userId, isTyping }) => userId === ada.id && !isTyping);
        t.equal(listStates(watcher, ada.id).filter((isTyping) => !isTyping).length, 1);
      }
    },
  );

  t.test(
    'TYPE-5: each socket gets at most five `true` per second from a room, and a `false` after every `true`',
    async (t) => {
      const typingUsers = await Promise.all(Array.from({ length: 8 }, (_, n) => api.user(`Typist ${n}`)));
      const busyRoomId = await api.room(bob, ...typingUsers);
      for (const watcher of watcherSockets) await watcher.join([busyRoomId]);
      const typingSockets = await Promise.all(
        typingUsers.map((user, n) => TestSocket.connect(t, gateways[n % 2 === 0 ? 0 : 1].url, user)),
      );
      const setAllTyping = (isTyping: boolean) =>
        Promise.all(
          typingSockets.map((socket) => socket.ask('chat-typing', { roomId: busyRoomId, isTyping })),
        );
      const waitForUpdates = (isTyping: boolean) =>
        Promise.all(
          watcherSockets.flatMap((watcher) =>
            typingUsers.map((user) =>
              watcher.first(
                'chat-user-typing',
                (update) => update.userId === user.id && update.isTyping === isTyping,
              ),
            ),
          ),
        );
      await setAllTyping(true);
      await waitForUpdates(true);
      await setAllTyping(false);
      await waitForUpdates(false);
      for (const watcher of watcherSockets) {
        const updates = watcher.all('chat-user-typing').filter(({ roomId: id }) => id === busyRoomId);
        const startTimes = updates
          .filter(({ isTyping }) => isTyping)
          .map(({ timestamp }) => Date.parse(timestamp));
        t.equal(startTimes.length, typingUsers.length);
        for (const [n, startedAt] of startTimes.slice(5).entries()) {
          const msForSix = startedAt - (startTimes[n] as number);
          t.ok(msForSix >= 990, `six \`true\` within ${msForSix} ms`);
        }
        for (const { id } of typingUsers) {
          const states = updates.filter(({ userId }) => userId === id).map(({ isTyping }) => isTyping);
          t.same(states, [true, false]);
        }
      }
    },
  );
});
