import type { RoomEvent } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { createIntegerRange } from '../support/range.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

const listMissedSeqs = (missed: unknown) => (missed as { events: RoomEvent[] }).events.map(({ seq }) => seq);

t.test('a join is refused for other people’s rooms, and delivers every event once', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];

  t.test('a join refuses only those rooms that the user is not a member of', async (t) => {
    const ownRoomId = await api.room(ada);
    const foreignRoomId = await api.room(bob);
    const client = await TestSocket.connect(t, gateways[0].url, ada);
    const joinAnswer = await client.join([ownRoomId, foreignRoomId, 'nonsense', newId('room')]);
    t.match(joinAnswer, { success: true, rooms: [ownRoomId], heads: { [ownRoomId]: 1 } });
    t.same(
      joinAnswer.rejected.map(({ code }: { code: string }) => code),
      ['ROOM_NOT_FOUND', 'ROOM_NOT_FOUND', 'ROOM_NOT_FOUND'],
    );
    t.match(await client.join([foreignRoomId]), { success: false, rooms: [], heads: {} });
    t.match(await client.join([]), { success: true, rooms: [] });
    client.emit('join-chat-rooms', { roomIds: [ownRoomId] });
    t.match(await client.next('chat-rooms-joined'), { success: true, rooms: [ownRoomId] });
    await api.send(foreignRoomId, bob, 'secret');
    await api.send(ownRoomId, ada, 'public');
    await client.next('new-chat-message');
    t.same(client.seqs, [2]);
  });

  t.test(
    'an event that is committed and published while chat-api is answering a join is delivered once',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const earlyClient = await TestSocket.connect(t, gateways[0].url, ada);
      await earlyClient.join([roomId]);
      for (const since of [undefined, 0, 1]) {
        const client = await TestSocket.connect(t, gateways[1].url, bob);
        const headBefore = api.log.room(roomId).events.length;
        // chat-api has already prepared its reply. The events below are newer than the reply but arrive before it.
        api.hooks.beforeOpen = async () => {
          for (const text of ['one', 'two', 'three']) await api.send(roomId, ada, text);
          await earlyClient.next('new-chat-message', ({ seq }) => seq === headBefore + 3);
        };
        const joinAnswer = await client.join([roomId], since === undefined ? undefined : { [roomId]: since });
        delete api.hooks.beforeOpen;
        await api.send(roomId, ada, 'after');
        await client.next('new-chat-message', ({ seq }) => seq === headBefore + 4);
        const answeredHead = joinAnswer.heads[roomId] as number;
        t.equal(client.seqs[0], answeredHead + 1, 'ORD-2: after head n comes n+1');
        if (since === undefined) t.equal(joinAnswer.missed, undefined);
        else {
          t.same(
            [...listMissedSeqs(joinAnswer.missed?.[roomId]), ...client.seqs],
            createIntegerRange(since + 1, headBefore + 4),
          );
        }
      }
    },
  );

  t.test(
    'an event that arrives during a join is delivered once if the gateway already has the room open',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const [earlyClient, late] = [
        await TestSocket.connect(t, gateways[0].url, ada),
        await TestSocket.connect(t, gateways[0].url, bob),
      ];
      await earlyClient.join([roomId]);
      await api.send(roomId, ada, 'before');
      await earlyClient.next('new-chat-message', ({ seq }) => seq === 2);
      api.hooks.beforeOpen = async () => {
        await api.send(roomId, ada, 'meanwhile');
        await earlyClient.next('new-chat-message', ({ seq }) => seq === 3);
      };
      const joinAnswer = await late.join([roomId], { [roomId]: 1 });
      delete api.hooks.beforeOpen;
      t.equal(joinAnswer.heads[roomId], 3);
      t.same(listMissedSeqs(joinAnswer.missed?.[roomId]), [2, 3], 'the answer is extended to the head');
    },
  );
});

t.test('the answer to a join contains the head and the missed events of each room', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];

  t.test(
    'the head in the answer to a join includes an event that chat-api has stored but not published yet',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const firstSocket = await TestSocket.connect(t, gateways[0].url, ada);
      await firstSocket.join([roomId]);
      api.log.message(roomId, bob.id, 'never published');
      const secondSocket = await TestSocket.connect(t, gateways[0].url, bob);
      const joinAnswer = await secondSocket.join([roomId], { [roomId]: 2 });
      t.equal(joinAnswer.heads[roomId], 2);
      t.same(joinAnswer.missed?.[roomId], { events: [] });
      await firstSocket.next('new-chat-message', ({ seq }) => seq === 2);
    },
  );

  t.test(
    'a join of a room is refused if the user is removed from it while chat-api is answering',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const remainingMemberSocket = await TestSocket.connect(t, gateways[0].url, ada);
      await remainingMemberSocket.join([roomId]);
      const client = await TestSocket.connect(t, gateways[0].url, bob);
      api.hooks.beforeOpen = async () => {
        await api.remove(roomId, ada, bob);
        await remainingMemberSocket.next('room-members-changed', ({ removed }) => removed.includes(bob.id));
      };
      const joinAnswer = await client.join([roomId]);
      delete api.hooks.beforeOpen;
      t.match(joinAnswer, { success: false, rejected: [{ roomId, code: 'ROOM_NOT_FOUND' }] });
      await api.send(roomId, ada, 'without Bob');
      await remainingMemberSocket.next('new-chat-message', ({ data }) => data.content === 'without Bob');
      t.same(client.all('new-chat-message'), []);
    },
  );

  t.test(
    'a `since` above the room’s head requires a resync, and too many missed events must be fetched separately',
    async (t) => {
      const roomId = await api.room(ada);
      const client = await TestSocket.connect(t, gateways[0].url, ada);
      t.same((await client.join([roomId], { [roomId]: 5 })).missed, {
        [roomId]: { code: 'RESYNC_REQUIRED' },
      });
      for (let at = 0; at < 501; at += 1) api.log.message(roomId, ada.id, 'x');
      const otherSocket = await TestSocket.connect(t, gateways[1].url, ada);
      t.same((await otherSocket.join([roomId], { [roomId]: 1 })).missed, {
        [roomId]: { code: 'CATCH_UP_BY_EVENTS', head: 502 },
      });
    },
  );

  t.test(
    'leaving a room affects only the socket that leaves, and joining the room again continues without a gap',
    async (t) => {
      const roomId = await api.room(ada);
      const [one, two] = [
        await TestSocket.connect(t, gateways[0].url, ada),
        await TestSocket.connect(t, gateways[0].url, ada),
      ];
      await one.join([roomId]);
      await two.join([roomId]);
      t.same(await one.ask('leave-chat-room', { roomId }), { success: true, roomId });
      await api.send(roomId, ada, 'while away');
      await two.next('new-chat-message');
      const { heads, missed } = await one.join([roomId], { [roomId]: 1 });
      t.match(missed?.[roomId], { events: [{ seq: 2 }] });
      t.equal(heads[roomId], 2);
      await two.ask('leave-chat-room', { roomId });
      await one.ask('leave-chat-room', { roomId });
      await api.send(roomId, ada, 'nobody here');
      t.equal((await one.join([roomId], { [roomId]: 2 })).heads[roomId], 3);
      t.same(one.seqs, []);
    },
  );
});

t.test('chat-api checks joins of rooms that are not in the membership cache', async (t) => {
  const frequentHeartbeatsEnv = { GATEWAY_BEAT_MS: '200', GATEWAY_LEASE_MS: '1000' };
  const { api, gateways } = await startTwoGateways(t, frequentHeartbeatsEnv);
  const ada = await api.user('Ada');
  const ownRoomId = await api.room(ada);
  const unknownRoomIds = createIntegerRange(1, 499).map(() => newId('room'));
  let requestedRoomCounts: number[] = [];
  api.hooks.beforeOpen = ({ rooms }) => void requestedRoomCounts.push(rooms.length);
  const listReportedRoomIds = () => [
    ...api.heartbeats.flatMap(({ roomsOpened }) => roomsOpened),
    ...api.lists.flatMap(({ rooms }) => rooms),
  ];

  t.test(
    'a join of other people’s rooms causes one request to chat-api, and the gateway does not open the rooms',
    async (t) => {
      const client = await TestSocket.connect(t, gateways[0].url, ada);
      const joinAnswer = await client.join([...unknownRoomIds, ownRoomId]);
      t.match(joinAnswer, { success: true, rooms: [ownRoomId] });
      t.equal(joinAnswer.rejected.length, unknownRoomIds.length);
      t.same(requestedRoomCounts, [unknownRoomIds.length, 1], 'the strange rooms, then the own one');
      await eventually('the report of the open rooms', () => listReportedRoomIds().length > 0);
      t.same(listReportedRoomIds(), [ownRoomId]);
      t.equal(await gateways[0].metric('rooms_open'), 1);
    },
  );

  t.test('a member can join a room that is not in the membership cache yet', async (t) => {
    const client = await TestSocket.connect(t, gateways[0].url, ada);
    const newRoomId = api.log.createRoom([ada.id]).room_id;
    t.match(await client.join([newRoomId]), {
      success: true,
      rooms: [newRoomId],
      heads: { [newRoomId]: 1 },
    });
  });

  t.test('waiting joins of a disconnected socket are skipped', async (t) => {
    const client = await TestSocket.connect(t, gateways[1].url, ada);
    let releaseReply: () => void = () => {};
    const replyReleased = new Promise<void>((resolve) => {
      releaseReply = resolve;
    });
    requestedRoomCounts = [];
    api.hooks.beforeOpen = async ({ rooms }) => {
      requestedRoomCounts.push(rooms.length);
      await replyReleased;
    };
    for (let n = 0; n < 50; n += 1) client.emit('join-chat-rooms', { roomIds: unknownRoomIds.slice(0, 20) });
    await eventually('the first join', () => requestedRoomCounts.length === 1);
    await client.close();
    await eventually('the end of the socket', async () => (await gateways[1].metric('sockets')) === 0);
    releaseReply();
    const laterSocket = await TestSocket.connect(t, gateways[1].url, ada);
    await laterSocket.join([ownRoomId]);
    t.same(requestedRoomCounts, [20, 1], 'only the first join and that of the other socket');
  });

  t.test('joins that name many rooms use up the event budget, and are then refused', async (t) => {
    delete api.hooks.beforeOpen;
    const client = await TestSocket.connect(t, gateways[0].url, await api.user('Eve'));
    const answers = await Promise.all(
      createIntegerRange(1, 10).map(() => client.ask('join-chat-rooms', { roomIds: unknownRoomIds })),
    );
    const refusedAnswers = answers.filter(({ error }) => error?.code === 'RATE_LIMITED');
    t.ok(
      refusedAnswers.length >= 6,
      `${refusedAnswers.length} of 10 joins of ${unknownRoomIds.length} rooms are refused`,
    );
    t.match(refusedAnswers[0], { error: { retryAfterMs: Number } });
  });
});
