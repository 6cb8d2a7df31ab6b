import type { RoomEvent } from '@kcs/contracts';
import { eventually, TestSocket } from '@kcs/testkit';
import t, { type Test } from 'tap';
import type { StandInUser } from '../support/services-stand-in.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

t.test('members are notified when they are removed or added', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob, carl] = [await api.user('Ada'), await api.user('Bob'), await api.user('Carl')];

  t.test('REM-3: a removed member gets the removal once on every socket, and nothing after it', async (t) => {
    const roomId = await api.room(ada, bob);
    const remainingMemberSocket = await TestSocket.connect(t, gateways[0].url, ada);
    const joinedSockets = [
      await TestSocket.connect(t, gateways[0].url, bob),
      await TestSocket.connect(t, gateways[1].url, bob),
    ];
    const unjoinedSockets = [
      await TestSocket.connect(t, gateways[0].url, bob),
      await TestSocket.connect(t, gateways[1].url, bob),
    ];
    await remainingMemberSocket.join([roomId]);
    for (const socket of joinedSockets) await socket.join([roomId]);
    await Promise.all([api.remove(roomId, ada, bob), api.send(roomId, ada, 'without Bob')]);
    for (const socket of [...joinedSockets, ...unjoinedSockets]) {
      await socket.next('room-members-changed', ({ removed }) => removed[0] === bob.id);
    }
    await remainingMemberSocket.next('new-chat-message', ({ data }) => data.content === 'without Bob');
    // Deliver the removal a second time. No socket may receive it again.
    await api.publish(api.log.room(roomId).events[1] as never, `again ${roomId}`);
    await api.send(roomId, ada, 'the end');
    await remainingMemberSocket.next('new-chat-message', ({ data }) => data.content === 'the end');
    for (const socket of [...joinedSockets, ...unjoinedSockets]) t.same(socket.seqs, [2]);
    t.match(await joinedSockets[0]?.ask('chat-typing', { roomId, isTyping: true }), {
      error: { code: 'ROOM_NOT_FOUND' },
    });
    t.match(await joinedSockets[0]?.ask('send-message', { roomId, content: 'x' }), {
      error: { code: 'ROOM_NOT_FOUND' },
    });
  });

  t.test(
    'ROOM-13: an added member gets new_chat once on every socket, and the creator gets chat-room-added instead',
    async (t) => {
      const adaSocket = await TestSocket.connect(t, gateways[0].url, ada);
      const adasOtherSocket = await TestSocket.connect(t, gateways[1].url, ada);
      const carlSockets = [
        await TestSocket.connect(t, gateways[0].url, carl),
        await TestSocket.connect(t, gateways[1].url, carl),
      ];
      const roomId = await api.room(ada, carl);
      for (const socket of [adaSocket, adasOtherSocket]) {
        t.match(await socket.next('chat-room-added', (added) => added.roomId === roomId), {
          roomName: 'A room',
          roomType: 'group',
          addedBy: { userId: ada.id, name: 'Ada' },
        });
      }
      const notificationIds: string[] = [];
      for (const socket of carlSockets) {
        const notification = await socket.next('chat-notification', ({ data }) => data.roomId === roomId);
        t.match(notification, {
          type: 'new_chat',
          data: { roomName: 'A room', initiatedBy: ada.id, initiatorName: 'Ada' },
        });
        notificationIds.push(notification.id);
      }
      t.equal(notificationIds[0], notificationIds[1]);
      t.match(notificationIds[0], /^notif_[0-9a-z]{26}$/);
      await api.publish(api.log.room(roomId).events[0] as never, `again ${roomId}`);
      const event = await api.add(roomId, ada, bob);
      await api.publish(
        api.log.append(roomId, 'room-updated', { roomId, name: 'New', timestamp: event.created_at }),
      );
      for (const socket of [adaSocket, adasOtherSocket, ...carlSockets]) {
        await socket.next('chat-room-updated', ({ roomId: id, name }) => id === roomId && name === 'New');
      }
      for (const socket of carlSockets) t.equal(socket.all('chat-notification').length, 1);
      for (const socket of [adaSocket, adasOtherSocket]) {
        t.same(socket.all('chat-notification'), []);
        t.equal(socket.all('chat-room-added').length, 1, 'not again for people who are added later');
      }
      t.same(carlSockets[0]?.all('chat-room-added'), []);
    },
  );
});

t.test('outdated changes are ignored, but events from a restored log are delivered', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob, carl] = [await api.user('Ada'), await api.user('Bob'), await api.user('Carl')];
  const connectToBothGateways = (t: Test, user: StandInUser) =>
    Promise.all(gateways.map(({ url }) => TestSocket.connect(t, url, user)));

  t.test(
    'REM-1: a removed member whose sockets did not join gets no later room change, even if the removal arrives last',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const remainingSockets = await connectToBothGateways(t, ada);
      const removedSockets = await connectToBothGateways(t, bob);
      const timestamp = new Date().toISOString();
      const createRenameEvent = (name: string) =>
        api.log.append(roomId, 'room-updated', { roomId, name, timestamp });
      const firstRemovalEvent = api.log.changeMembers(roomId, ada.id, [], [bob.id]);
      await api.publish(createRenameEvent('Without Bob'));
      for (const socket of remainingSockets) {
        await socket.next('chat-room-updated', ({ name }) => name === 'Without Bob');
      }
      const additionEvent = api.log.changeMembers(roomId, ada.id, [bob.id], []);
      const secondRenameEvent = await api.publish(createRenameEvent('With Bob again'));
      for (const socket of [...remainingSockets, ...removedSockets]) {
        await socket.next('chat-room-updated', ({ name }) => name === 'With Bob again');
      }
      await api.publish(additionEvent);
      const secondRemovalEvent = api.log.changeMembers(roomId, ada.id, [], [bob.id]);
      const deletionEvent = api.log.append(roomId, 'room-deleted', { roomId, deletedBy: ada.id, timestamp });
      await api.publish(deletionEvent);
      for (const socket of remainingSockets) {
        await socket.next('chat-room-deleted', ({ roomId: id }) => id === roomId);
      }
      await api.publish(firstRemovalEvent);
      await api.publish(secondRemovalEvent);
      for (const socket of removedSockets) {
        await socket.next('room-members-changed', ({ seq }) => seq === secondRemovalEvent.seq);
        t.same(socket.seqs, [secondRenameEvent.seq, secondRemovalEvent.seq]);
      }
    },
  );

  t.test('a removal that arrives after a newer addition of the same user is ignored', async (t) => {
    const roomId = await api.room(ada, bob);
    const bobSockets = [
      await TestSocket.connect(t, gateways[0].url, bob),
      await TestSocket.connect(t, gateways[1].url, bob),
    ];
    const removalEvent = api.log.changeMembers(roomId, ada.id, [], [bob.id]);
    const laterAdditionEvent = await api.publish(api.log.changeMembers(roomId, ada.id, [bob.id], []));
    for (const socket of bobSockets) {
      await socket.next(
        'chat-notification',
        ({ data, timestamp }) => data.roomId === roomId && timestamp === laterAdditionEvent.created_at,
      );
    }
    await api.publish(removalEvent);
    const timestamp = new Date().toISOString();
    await api.publish(api.log.append(roomId, 'room-updated', { roomId, name: 'Later', timestamp }));
    for (const socket of bobSockets) {
      await socket.next('chat-room-updated', ({ roomId: id, name }) => id === roomId && name === 'Later');
      t.same(socket.all('room-members-changed'), []);
    }
  });

  t.test('an older room name that arrives after a newer one is not delivered', async (t) => {
    const roomId = await api.room(ada, bob);
    const bobSocket = await TestSocket.connect(t, gateways[0].url, bob);
    const timestamp = new Date().toISOString();
    const createRenameEvent = (name: string) =>
      api.log.append(roomId, 'room-updated', { roomId, name, timestamp });
    const [first, second] = [createRenameEvent('First'), createRenameEvent('Second')];
    await api.publish(second);
    await bobSocket.next('chat-room-updated', ({ name }) => name === 'Second');
    await api.publish(first);
    await api.publish(createRenameEvent('Third'));
    await bobSocket.next('chat-room-updated', ({ name }) => name === 'Third');
    t.equal(bobSocket.all('chat-room-updated').length, 2);
  });

  t.test(
    'after a log is restored to an earlier seq, new events are delivered even if their seq was used before',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const bobSocket = await TestSocket.connect(t, gateways[0].url, bob);
      const carlSocket = await TestSocket.connect(t, gateways[1].url, carl);
      const waitForNotification = ({ created_at }: RoomEvent) =>
        carlSocket.next('chat-notification', ({ timestamp }) => timestamp === created_at);
      const publishRename = (name: string, id?: string) => {
        const renameData = { roomId, name, timestamp: new Date().toISOString() };
        return api.publish(api.log.append(roomId, 'room-updated', renameData), id);
      };
      const notificationBeforeRestore = await waitForNotification(await api.add(roomId, ada, carl));
      await api.remove(roomId, ada, carl);
      await waitForNotification(await api.add(roomId, ada, carl));
      await publishRename('Lost');
      await bobSocket.next('chat-room-updated', ({ name }) => name === 'Lost');

      const { events, members } = api.log.room(roomId);
      events.length = 1;
      members.delete(carl.id);
      const secondAdditionEvent = api.log.changeMembers(roomId, ada.id, [carl.id], []);
      const notificationAfterRestore = await waitForNotification(
        await api.publish(secondAdditionEvent, `restored ${roomId} 2`),
      );
      t.not(notificationAfterRestore.id, notificationBeforeRestore.id, 'the notification has its own id');
      await publishRename('Found', `restored ${roomId} 3`);
      for (const socket of [bobSocket, carlSocket]) {
        await socket.next('chat-room-updated', ({ name }) => name === 'Found');
      }
    },
  );

  t.test(
    'old events from a refilled bus do not reach sockets that connected after the events were created',
    async (t) => {
      const carlSockets = [
        await TestSocket.connect(t, gateways[0].url, carl),
        await TestSocket.connect(t, gateways[1].url, carl),
      ];
      const minuteOldTimestamp = new Date(Date.now() - 60_000).toISOString();
      for (const event of [
        api.log.createRoom([ada.id, carl.id]),
        api.log.changeMembers(await api.room(ada, carl), ada.id, [], [carl.id]),
      ]) {
        await api.publish({ ...event, created_at: minuteOldTimestamp });
      }
      const roomId = await api.room(ada, carl);
      for (const socket of carlSockets) {
        await socket.next('chat-notification', ({ data }) => data.roomId === roomId);
        t.equal(socket.all('chat-notification').length, 2, 'only the two new rooms');
        t.same(socket.all('room-members-changed'), []);
      }
    },
  );
});

t.test('members are notified of events in rooms that their sockets did not join', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];

  t.test(
    'a message that makes a hidden room visible again notifies every socket of the user once',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const adaSocket = await TestSocket.connect(t, gateways[0].url, ada);
      const bobSockets = [
        await TestSocket.connect(t, gateways[0].url, bob),
        await TestSocket.connect(t, gateways[1].url, bob),
      ];
      await adaSocket.join([roomId]);
      const event = api.log.message(roomId, ada.id, 'are you there?');
      const isAboutShownRoom = ({ title }: { title?: string }) => title === 'Ada & Bob';
      const shownRoom = { room_name: 'Ada & Bob', user_ids: [bob.id] };
      await api.publish({ ...event, shown: shownRoom });
      await api.publish({ ...event, shown: shownRoom }, `again ${roomId}`);
      await api.send(roomId, ada, 'the next message does not announce the room again');
      const notificationIds: string[] = [];
      for (const socket of bobSockets) {
        const notification = await socket.next('chat-notification', isAboutShownRoom);
        const expectedNotificationData = {
          roomId,
          roomName: 'Ada & Bob',
          initiatedBy: ada.id,
          initiatorName: 'Ada',
        };
        t.match(notification, {
          type: 'new_chat',
          title: 'Ada & Bob',
          body: 'Ada wrote in Ada & Bob',
          data: expectedNotificationData,
        });
        notificationIds.push(notification.id);
      }
      t.equal(notificationIds[0], notificationIds[1]);
      const shownMessage = await adaSocket.next('new-chat-message', ({ seq }) => seq === 2);
      t.notOk(
        'shown' in shownMessage || 'shown' in shownMessage.data,
        'others do not learn who had hidden the room',
      );
      await adaSocket.next('new-chat-message', ({ seq }) => seq === 3);
      await api.publish(
        api.log.append(roomId, 'room-deleted', { roomId, deletedBy: ada.id, timestamp: event.created_at }),
      );
      for (const socket of [adaSocket, ...bobSockets])
        await socket.next('chat-room-deleted', ({ roomId: id }) => id === roomId);
      for (const socket of bobSockets)
        t.equal(socket.all('chat-notification').filter(isAboutShownRoom).length, 1);
      t.same(adaSocket.all('chat-notification'), []);
    },
  );

  t.test('SOCK-14: room changes and deletions reach every socket of every member once', async (t) => {
    const roomId = await api.room(ada, bob);
    const joinedSocket = await TestSocket.connect(t, gateways[0].url, ada);
    const unjoinedSockets = [
      await TestSocket.connect(t, gateways[0].url, bob),
      await TestSocket.connect(t, gateways[1].url, ada),
    ];
    await joinedSocket.join([roomId]);
    const timestamp = new Date().toISOString();
    await api.publish(api.log.append(roomId, 'room-updated', { roomId, name: 'Renamed', timestamp }));
    await api.publish(api.log.append(roomId, 'room-deleted', { roomId, deletedBy: ada.id, timestamp }));
    for (const socket of [joinedSocket, ...unjoinedSockets]) {
      await socket.next('chat-room-deleted', ({ roomId: id }) => id === roomId);
      t.equal(socket.all('chat-room-updated').length, 1);
      t.equal(socket.all('chat-room-deleted').length, 1);
    }
    t.same(joinedSocket.seqs, [2, 3]);
    await eventually('the closed room', async () => (await gateways[0].metric('rooms_open')) === 0);
  });
});
