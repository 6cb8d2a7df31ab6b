import type { RoomEvent } from '@kcs/contracts';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { connect } from '../support/chat-client.ts';
import { startWorld } from '../support/world.ts';

t.test('who is told of what happens to members and rooms', async (t) => {
  const { api, gateways } = await startWorld(t);
  const [ada, bob, carl] = [await api.user('Ada'), await api.user('Bob'), await api.user('Carl')];

  t.test('a removed member gets the removal on every socket, once, and nothing after it', async (t) => {
    const roomId = await api.room(ada, bob);
    const watcher = await connect(t, gateways[0].url, ada);
    const sockets = [
      await connect(t, gateways[0].url, bob),
      await connect(t, gateways[1].url, bob),
      await connect(t, gateways[0].url, bob),
      await connect(t, gateways[1].url, bob),
    ];
    await watcher.join([roomId]);
    for (const joined of sockets.slice(0, 2)) await joined.join([roomId]);
    await Promise.all([api.remove(roomId, ada, bob), api.send(roomId, ada, 'without Bob')]);
    for (const socket of sockets)
      await socket.next('room-members-changed', ({ removed }) => removed[0] === bob.id);
    await watcher.next('new-chat-message', ({ data }) => data.content === 'without Bob');
    // A redelivery of the removal must not reach anybody again.
    await api.publish(api.log.room(roomId).events[1] as never, `again ${roomId}`);
    await api.send(roomId, ada, 'the end');
    await watcher.next('new-chat-message', ({ data }) => data.content === 'the end');
    for (const socket of sockets) t.same(socket.seqs(), [2]);
    const [joined] = sockets;
    t.match(await joined?.ask('chat-typing', { roomId, isTyping: true }), {
      error: { code: 'ROOM_NOT_FOUND' },
    });
    t.match(await joined?.ask('send-message', { roomId, content: 'x' }), {
      error: { code: 'ROOM_NOT_FOUND' },
    });
  });

  t.test('whoever is added is told without joining, on every socket, once; who adds is not', async (t) => {
    const adas = await connect(t, gateways[0].url, ada);
    const carls = [await connect(t, gateways[0].url, carl), await connect(t, gateways[1].url, carl)];
    const roomId = await api.room(ada, carl);
    const ids = [];
    for (const socket of carls) {
      const told = await socket.next('chat-notification', ({ data }) => data.roomId === roomId);
      t.match(told, {
        type: 'new_chat',
        data: { roomName: 'A room', initiatedBy: ada.id, initiatorName: 'Ada' },
      });
      ids.push(told.id);
    }
    t.equal(ids[0], ids[1]);
    t.match(ids[0], /^notif_[0-9a-z]{26}$/);
    await api.publish(api.log.room(roomId).events[0] as never, `again ${roomId}`);
    const event = await api.add(roomId, ada, bob);
    await api.publish(
      api.log.append(roomId, 'room-updated', { roomId, name: 'New', timestamp: event.created_at }),
    );
    for (const socket of [adas, ...carls]) {
      await socket.next('chat-room-updated', ({ roomId: id, name }) => id === roomId && name === 'New');
    }
    for (const socket of carls) t.equal(socket.all('chat-notification').length, 1);
    t.same(adas.all('chat-notification'), []);
  });

  t.test('a removal that comes after the news of being added again takes nobody away', async (t) => {
    const roomId = await api.room(ada, bob);
    const bobs = [await connect(t, gateways[0].url, bob), await connect(t, gateways[1].url, bob)];
    const removed = api.log.changeMembers(roomId, ada.id, [], [bob.id]);
    const added = await api.publish(api.log.changeMembers(roomId, ada.id, [bob.id], []));
    for (const socket of bobs) {
      await socket.next(
        'chat-notification',
        ({ data, timestamp }) => data.roomId === roomId && timestamp === added.created_at,
      );
    }
    await api.publish(removed);
    const timestamp = new Date().toISOString();
    await api.publish(api.log.append(roomId, 'room-updated', { roomId, name: 'Later', timestamp }));
    for (const socket of bobs) {
      await socket.next('chat-room-updated', ({ roomId: id, name }) => id === roomId && name === 'Later');
      t.same(socket.all('room-members-changed'), []);
    }
  });

  t.test('an old name that comes after a newer one is told to nobody', async (t) => {
    const roomId = await api.room(ada, bob);
    const bobs = await connect(t, gateways[0].url, bob);
    const timestamp = new Date().toISOString();
    const rename = (name: string) => api.log.append(roomId, 'room-updated', { roomId, name, timestamp });
    const [first, second] = [rename('First'), rename('Second')];
    await api.publish(second);
    await bobs.next('chat-room-updated', ({ name }) => name === 'Second');
    await api.publish(first);
    await api.publish(rename('Third'));
    await bobs.next('chat-room-updated', ({ name }) => name === 'Third');
    t.equal(bobs.all('chat-room-updated').length, 2);
  });

  t.test(
    'after a restore to an earlier number, what happens anew is told, whatever number it has',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const bobs = await connect(t, gateways[0].url, bob);
      const carls = await connect(t, gateways[1].url, carl);
      const toldOf = ({ created_at }: RoomEvent) =>
        carls.next('chat-notification', ({ timestamp }) => timestamp === created_at);
      const rename = (name: string, id?: string) => {
        const data = { roomId, name, timestamp: new Date().toISOString() };
        return api.publish(api.log.append(roomId, 'room-updated', data), id);
      };
      const lost = await toldOf(await api.add(roomId, ada, carl));
      await api.remove(roomId, ada, carl);
      await toldOf(await api.add(roomId, ada, carl));
      await rename('Lost');
      await bobs.next('chat-room-updated', ({ name }) => name === 'Lost');

      const { events, members } = api.log.room(roomId);
      events.length = 1;
      members.delete(carl.id);
      const again = api.log.changeMembers(roomId, ada.id, [carl.id], []);
      const found = await toldOf(await api.publish(again, `restored ${roomId} 2`));
      t.not(found.id, lost.id, 'under an id of its own');
      await rename('Found', `restored ${roomId} 3`);
      for (const socket of [bobs, carls]) {
        await socket.next('chat-room-updated', ({ name }) => name === 'Found');
      }
    },
  );

  t.test('what a refilled bus brings again reaches nobody who connected after it', async (t) => {
    const sockets = [await connect(t, gateways[0].url, carl), await connect(t, gateways[1].url, carl)];
    const created_at = new Date(Date.now() - 60_000).toISOString();
    for (const event of [
      api.log.createRoom([ada.id, carl.id]),
      api.log.changeMembers(await api.room(ada, carl), ada.id, [], [carl.id]),
    ]) {
      await api.publish({ ...event, created_at });
    }
    const roomId = await api.room(ada, carl);
    for (const socket of sockets) {
      await socket.next('chat-notification', ({ data }) => data.roomId === roomId);
      t.equal(socket.all('chat-notification').length, 2, 'of the two rooms that are new');
      t.same(socket.all('room-members-changed'), []);
    }
  });

  t.test('a message shows a left room again to whom it was hidden from, on every socket, once', async (t) => {
    const roomId = await api.room(ada, bob);
    const adas = await connect(t, gateways[0].url, ada);
    const bobs = [await connect(t, gateways[0].url, bob), await connect(t, gateways[1].url, bob)];
    await adas.join([roomId]);
    const event = api.log.message(roomId, ada.id, 'are you there?');
    const again = ({ title }: { title?: string }) => title === 'Ada & Bob';
    const shown = { room_name: 'Ada & Bob', user_ids: [bob.id] };
    await api.publish({ ...event, shown });
    await api.publish({ ...event, shown }, `again ${roomId}`);
    await api.send(roomId, ada, 'the next one shows nothing again');
    const ids = [];
    for (const socket of bobs) {
      const told = await socket.next('chat-notification', again);
      const data = { roomId, roomName: 'Ada & Bob', initiatedBy: ada.id, initiatorName: 'Ada' };
      t.match(told, { type: 'new_chat', title: 'Ada & Bob', body: 'Ada wrote in Ada & Bob', data });
      ids.push(told.id);
    }
    t.equal(ids[0], ids[1]);
    const heard = await adas.next('new-chat-message', ({ seq }) => seq === 2);
    t.notOk('shown' in heard || 'shown' in heard.data, 'whom it was hidden from is told to nobody else');
    await adas.next('new-chat-message', ({ seq }) => seq === 3);
    await api.publish(
      api.log.append(roomId, 'room-deleted', { roomId, deletedBy: ada.id, timestamp: event.created_at }),
    );
    for (const socket of [adas, ...bobs])
      await socket.next('chat-room-deleted', ({ roomId: id }) => id === roomId);
    for (const socket of bobs) t.equal(socket.all('chat-notification').filter(again).length, 1);
    t.same(adas.all('chat-notification'), []);
  });

  t.test('a room’s change and end reach every socket of every member once, joined or not', async (t) => {
    const roomId = await api.room(ada, bob);
    const joined = await connect(t, gateways[0].url, ada);
    const idle = [await connect(t, gateways[0].url, bob), await connect(t, gateways[1].url, ada)];
    await joined.join([roomId]);
    const timestamp = new Date().toISOString();
    await api.publish(api.log.append(roomId, 'room-updated', { roomId, name: 'Renamed', timestamp }));
    await api.publish(api.log.append(roomId, 'room-deleted', { roomId, deletedBy: ada.id, timestamp }));
    for (const socket of [joined, ...idle]) {
      await socket.next('chat-room-deleted', ({ roomId: id }) => id === roomId);
      t.equal(socket.all('chat-room-updated').length, 1);
      t.equal(socket.all('chat-room-deleted').length, 1);
    }
    t.same(joined.seqs(), [2, 3]);
    await eventually('the room is closed', async () => (await gateways[0].metric('rooms_open')) === 0);
  });

  t.test('presence goes once to everybody who shares a room, and to one’s own sockets', async (t) => {
    const roomId = await api.room(ada, bob);
    const other = await api.room(ada, bob);
    const [adas, bobs] = [await connect(t, gateways[0].url, ada), await connect(t, gateways[1].url, bob)];
    const stranger = await connect(t, gateways[1].url, await api.user('Dora'));
    const timestamp = new Date().toISOString();
    const status = { userId: bob.id, isOnline: true, status: 'busy', lastSeen: timestamp, timestamp };
    const roomIds = [roomId, other];
    api.nc.publish('kcs.notice.presence-changed', JSON.stringify({ ...status, roomIds }));
    for (const client of [adas, bobs]) {
      t.same(await client.next('chat-user-status-update'), status);
      t.equal(client.all('chat-user-status-update').length, 1);
    }
    t.same(stranger.all('chat-user-status-update'), []);
  });

  t.test(
    'seen goes to the room but not to the reader’s socket; from REST by one gateway alone',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const [adas, bobs] = [await connect(t, gateways[0].url, ada), await connect(t, gateways[1].url, bob)];
      const tab = await connect(t, gateways[0].url, bob);
      for (const client of [adas, bobs, tab]) await client.join([roomId]);
      const { data } = (await api.send(roomId, ada, 'read me')) as { data: { id: string } };
      const answer = await bobs.ask('mark-messages-seen', { roomId, messageIds: [data.id] });
      t.match(answer, { success: true, roomId, messageIds: [data.id], lastSeenSeq: 2 });
      for (const client of [adas, tab])
        t.match(await client.next('messages-seen'), { userId: bob.id, lastSeenSeq: 2 });
      t.same(bobs.all('messages-seen'), []);
      const seen = {
        userId: ada.id,
        roomId,
        messageIds: [data.id],
        lastSeenSeq: 2,
        timestamp: answer.timestamp,
      };
      api.nc.publish(`chat.room.${roomId}.seen`, JSON.stringify(seen));
      await bobs.next('messages-seen', ({ userId }) => userId === ada.id);
      await api.send(roomId, ada, 'the end');
      await bobs.next('new-chat-message', ({ seq }) => seq === 3);
      t.equal(bobs.all('messages-seen').length, 1);
    },
  );
});
