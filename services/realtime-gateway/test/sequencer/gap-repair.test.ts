import { ChatError } from '@kcs/contracts';
import { eventually, TestSocket } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { createIntegerRange } from '../support/range.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

t.test('missing events are found and fetched without the client’s help', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const clients = [
    await TestSocket.connect(t, gateways[0].url, ada),
    await TestSocket.connect(t, gateways[1].url, bob),
  ];
  for (const client of clients) await client.join([roomId]);
  const readRoomHead = () => api.log.room(roomId).events.length;
  const waitUntilClientsReachHead = (ms?: number) =>
    eventually('all events', () => clients.every((client) => client.seqs.at(-1) === readRoomHead()), ms);
  const assertEventsInOrder = (t: Test) => {
    for (const client of clients) t.same(client.seqs, createIntegerRange(2, readRoomHead()));
  };

  t.test('the sweep finds events at the end of a room’s log that no gateway has received', async (t) => {
    for (const text of ['one', 'two', 'three']) api.log.message(roomId, ada.id, text);
    await waitUntilClientsReachHead();
    assertEventsInOrder(t);
    t.ok((await gateways[0].metric('sweep_repairs_total')) > 0);
  });

  t.test('missing events are fetched when a later event reveals the gap', async (t) => {
    const fetchCountBefore = await gateways[0].metric('gap_fetches_total');
    api.log.message(roomId, ada.id, 'lost');
    await api.send(roomId, ada, 'reveals it');
    await waitUntilClientsReachHead(3_000);
    assertEventsInOrder(t);
    t.ok((await gateways[0].metric('gap_fetches_total')) > fetchCountBefore);
  });

  t.test(
    'an event that cannot be processed is parked with its reason and does not block later events',
    async (t) => {
      const invalidPayloads = ['not json', '{}', JSON.stringify({ version: 2, room_id: roomId, seq: 1 })];
      for (const text of invalidPayloads) await api.js.publish(`chat.room.${roomId}.message-created`, text);
      const eventOfOtherSubject = { version: 1, ...api.log.room(roomId).events[0] };
      await api.js.publish(`chat.room.${roomId}.message-created`, JSON.stringify(eventOfOtherSubject));
      await api.send(roomId, ada, 'goes on');
      await waitUntilClientsReachHead();
      assertEventsInOrder(t);
      await eventually('four dead letters', () => api.parked.length === 4);
      for (const letter of api.parked)
        t.match(letter, { reason: /./, subject: /^chat\.room\./, source: /./ });
    },
  );

  t.test('an event with a seq far above the head of the log does not block the room', async (t) => {
    const eventFarAhead = { ...api.log.message(roomId, ada.id, 'real'), seq: 100_000 };
    await api.publish(eventFarAhead);
    await api.send(roomId, ada, 'after it');
    await waitUntilClientsReachHead();
    await eventually('no held event', async () => (await gateways[0].metric('events_held')) === 0);
    assertEventsInOrder(t);
  });

  t.test('sockets leave a room that no longer exists', async (t) => {
    const deletedRoomId = await api.room(ada, bob);
    for (const client of clients) await client.join([deletedRoomId]);
    const readOpenRoomCounts = async () =>
      Promise.all(gateways.map((gateway) => gateway.metric('rooms_open')));
    t.same(await readOpenRoomCounts(), [2, 2]);
    api.log.rooms.delete(deletedRoomId);
    await eventually('the closed room', async () =>
      (await readOpenRoomCounts()).every((rooms) => rooms === 1),
    );
  });

  t.test(
    'after a restore of the log, sockets get chat-resync, and former members get no later event',
    async (t) => {
      const carl = await api.user('Carl');
      await api.add(roomId, ada, carl);
      const formerMemberSocket = await TestSocket.connect(t, gateways[0].url, carl);
      await formerMemberSocket.join([roomId]);
      // Simulate a restore from a backup: replace the log with a shorter one.
      const { events, members } = api.log.room(roomId);
      t.ok(events.length > 3);
      events.length = 2;
      members.delete(carl.id);
      for (const { gateway } of gateways) gateway.interrupted('slow-consumer');
      for (const client of clients) t.same(await client.next('chat-resync'), { rooms: { [roomId]: 2 } });
      await api.publish(api.log.message(roomId, ada.id, 'after the restore'), 'new id');
      for (const client of clients) {
        await client.next(
          'new-chat-message',
          ({ seq, data }) => seq === 3 && data.content === 'after the restore',
        );
      }
      await formerMemberSocket.next('chat-resync');
      t.match(await formerMemberSocket.join([roomId]), { rooms: [] });
      t.same(formerMemberSocket.all('new-chat-message'), []);
    },
  );
});

t.test('an event that can never be fetched or delivered does not block later events', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const connectAndJoinRoom = async (roomId: string, user = ada) => {
    const client = await TestSocket.connect(t, gateways[0].url, user);
    await client.join([roomId]);
    return client;
  };
  const sendAndExpectNextEvent = async (client: TestSocket, roomId: string) => {
    await api.send(roomId, ada, 'goes on');
    await client.next('new-chat-message', ({ data }) => data.content === 'goes on', 10_000);
  };

  const fetchErrors = [
    new ChatError('PAYLOAD_TOO_LARGE'),
    new ChatError('VALIDATION_FAILED'),
    new Error('the event breaks the query'),
  ];
  for (const failure of fetchErrors) {
    t.test(
      `after the failure "${failure.message}", only remaining members receive later events`,
      async (t) => {
        const roomId = await api.room(ada, bob);
        const client = await connectAndJoinRoom(roomId);
        const removedClient = await connectAndJoinRoom(roomId, bob);
        api.hooks.beforeList = (requested) => {
          if (requested === roomId) throw failure;
        };
        api.log.changeMembers(roomId, ada.id, [], [bob.id]);
        for (const socket of [client, removedClient]) {
          t.same(await socket.next('chat-resync', undefined, 15_000), { rooms: { [roomId]: 2 } });
        }
        delete api.hooks.beforeList;
        await sendAndExpectNextEvent(client, roomId);
        t.match(await removedClient.join([roomId]), { rooms: [] });
        t.same(removedClient.seqs, []);
      },
    );
  }

  t.test(
    'when an outage of chat-api ends, the missing events are fetched and no client gets chat-resync',
    async (t) => {
      const roomId = await api.room(ada);
      const client = await connectAndJoinRoom(roomId);
      let attemptCount = 0;
      api.hooks.beforeList = () => {
        attemptCount += 1;
        throw new ChatError('UNAVAILABLE');
      };
      api.log.message(roomId, ada.id, 'arrives late');
      await eventually('more attempts than internal errors are tolerated', () => attemptCount > 5, 15_000);
      delete api.hooks.beforeList;
      await client.next('new-chat-message', ({ data }) => data.content === 'arrives late', 10_000);
      t.same(client.all('chat-resync'), []);
    },
  );

  t.test('after an event with malformed data, the room receives the next event', async (t) => {
    for (const kind of ['room-deleted', 'members-changed', 'room-updated', 'message-created'] as const) {
      const roomId = await api.room(ada);
      const client = await connectAndJoinRoom(roomId);
      const event = api.log.append(roomId, kind, { nonsense: true } as never);
      await api.publish(event);
      const remainingSocket = kind === 'room-deleted' ? await connectAndJoinRoom(roomId) : client;
      await sendAndExpectNextEvent(remainingSocket, roomId);
      t.pass(kind);
    }
  });
});
