import t from 'tap';
import { ApiError, createUnreachableError } from '../../src/api/api-error.ts';
import { ROOMS_PER_PAGE } from '../../src/api/room-list-method.ts';
import { isRosterStale } from '../../src/state/roster.ts';
import {
  ADA,
  BOB,
  CAROL,
  RANDOM_SEEDS,
  runAfterNextResponse,
  runDuringSlowResponse,
  SETTLING_TIME_MS,
  settleAndStop,
  startClientOfAda,
  startSlowClientOfAda,
} from '../support/client-of-ada.ts';

t.test(
  'while the room list is loading, a room that moves to an earlier page stays, and one that the user left is removed',
  async (t) => {
    const { world, client, direct, ended } = await startClientOfAda(1, ROOMS_PER_PAGE + 1);
    const oldestRoom = [...world.server.rooms.values()].find(({ type }) => type === 'group');
    world.cut(ADA);
    world.server.leave(ADA, direct.id);
    runAfterNextResponse(world, 'pageOfRooms', () =>
      world.server.send(BOB, oldestRoom?.id ?? '', { content: 'moves up' }),
    );
    await settleAndStop(world, client);
    t.same(ended, [direct.id]);
  },
);

t.test('when a later page of the room list fails, only that page is requested again', async (t) => {
  const { world, client } = await startClientOfAda(1, ROOMS_PER_PAGE + 1);
  const { server } = world;
  const originalMethod = server.pageOfRooms.bind(server);
  const requestedPages: string[] = [];
  server.pageOfRooms = (userId, path) => {
    const isFirstPage = !path.includes('cursor=');
    requestedPages.push(isFirstPage ? 'first' : 'second');
    if (!isFirstPage && requestedPages.length < 5) throw createUnreachableError();
    return originalMethod(userId, path);
  };
  world.cut(ADA);
  await settleAndStop(world, client);
  t.same(requestedPages, ['first', 'second', 'second', 'second', 'second']);
});

t.test("known rooms beyond the end of a truncated room list stay in the client's state", async (t) => {
  const { world, client, ended } = await startClientOfAda(1, 3);
  const { server } = world;
  const [first] = server.pageOfRooms(ADA, '/chat/rooms?limit=1').data;
  server.pageOfRooms = () => ({ data: first ? [first] : [], page: { has_more: true, next_cursor: 'more' } });
  world.cut(ADA);
  await settleAndStop(world, client);
  t.same(ended, []);
});

t.test('a room list is ignored if a newer request has already been answered', async (t) => {
  const { world, client, ended } = await startClientOfAda(1, 1);
  const groupRoom = [...world.server.rooms.values()].find(({ type }) => type === 'group');
  runDuringSlowResponse(world, 'pageOfRooms', () => {
    world.server.leave(ADA, groupRoom?.id ?? '');
    world.cut(ADA);
  });
  world.cut(ADA);
  await settleAndStop(world, client);
  t.same(ended, [groupRoom?.id]);
});

t.test(
  'a room that was left on another device stays if it is shown again while the room list is loading',
  async () => {
    for (const seed of RANDOM_SEEDS) {
      const { world, client, direct } = await startSlowClientOfAda(seed);
      const showRoomAgain = () => void world.server.send(BOB, direct.id, { content: 'are you there?' });
      world.cut(ADA);
      world.server.leave(ADA, direct.id);
      if (seed % 2 === 0) runAfterNextResponse(world, 'pageOfRooms', showRoomAgain);
      else
        runAfterNextResponse(world, 'pageOfRooms', () =>
          runAfterNextResponse(world, 'roomFor', showRoomAgain),
        );
      await settleAndStop(world, client);
    }
  },
);

t.test(
  'failed read-cursor reports are retried together, after the longest wait that the server requested',
  async (t) => {
    const { world, client } = await startClientOfAda(1, 1);
    const { server, time } = world;
    for (const room of server.rooms.values()) {
      server.send(BOB, room.id, { content: 'hello' });
      await Promise.all([client.open(room.id), time.run(SETTLING_TIME_MS)]);
    }
    const { markSeen } = server;
    const requestedWaitsMs = [undefined, 10_000];
    let earliestRetryAt = 0;
    server.markSeen = (...args) => {
      if (requestedWaitsMs.length === 0) {
        server.markSeen = markSeen;
        t.ok(time.now() >= earliestRetryAt, 'as late as the latest time that the server requested');
        return markSeen.apply(server, args);
      }
      const requestedWaitMs = requestedWaitsMs.shift();
      earliestRetryAt = time.now() + (requestedWaitMs ?? 0);
      throw new ApiError('UNAVAILABLE', 'Not now.', requestedWaitMs);
    };
    for (const room of server.rooms.values()) client.markSeen(room.id, room.head);
    await settleAndStop(world, client);
  },
);

t.test(
  "a closed room's members are dropped and not loaded after a reconnect, unless `watchPeople` was called for it",
  async (t) => {
    const { world, client } = await startClientOfAda(1, 2);
    const { server, time } = world;
    const [closed = '', open = '', watched = ''] = server.rooms.keys();
    const { membersOf } = server;
    const requestedRoomIds = new Set<string>();
    for (const roomId of [closed, open, watched])
      await Promise.all([client.open(roomId), time.run(SETTLING_TIME_MS)]);
    await Promise.all([client.watchPeople(watched), time.run(SETTLING_TIME_MS)]);
    for (const roomId of [closed, watched]) client.close(roomId);
    t.same(Object.keys(client.getState().rosters).sort(), [open, watched]);
    server.membersOf = (roomId) => {
      requestedRoomIds.add(roomId);
      return membersOf(roomId);
    };
    world.cut(ADA);
    await time.run(SETTLING_TIME_MS);
    t.same([...requestedRoomIds].sort(), [open, watched]);
    await settleAndStop(world, client);
  },
);

t.test('after a room is closed and opened again, responses to earlier requests are ignored', async () => {
  for (const kind of ['membersOf', 'page'] as const) {
    const { world, client } = await startClientOfAda(1);
    const { server } = world;
    const groupRoom = server.createRoom([ADA, BOB]);
    const { id } = server.send(BOB, groupRoom.id, { content: 'hello' });
    await world.time.run(SETTLING_TIME_MS);
    runDuringSlowResponse(world, kind, () => {
      client.close(groupRoom.id);
      client.on('room-event', () => void client.open(groupRoom.id));
      server.change(groupRoom, () => groupRoom.changeMembers({ added: [CAROL] }));
      server.change(groupRoom, () => groupRoom.delete(id, BOB));
    });
    void client.open(groupRoom.id);
    await settleAndStop(world, client);
  }
});

t.test('a member list from before a restore from a backup is ignored', async () => {
  const { world, client } = await startClientOfAda(1);
  const { server, links } = world;
  const groupRoom = server.createRoom([ADA, BOB]);
  while (groupRoom.head < 9) server.send(BOB, groupRoom.id, { content: 'kept or lost' });
  await world.time.run(SETTLING_TIME_MS);
  runDuringSlowResponse(world, 'membersOf', () => {
    server.restore(groupRoom, 2);
    for (const link of links) {
      link.push({ name: 'chat-resync', payload: { rooms: { [groupRoom.id]: 2 } } });
    }
    server.change(groupRoom, () => groupRoom.changeMembers({ added: [CAROL] }));
  });
  void client.open(groupRoom.id);
  await settleAndStop(world, client);
});

t.test(
  "CATCH-4: after a room's log is restored from a backup, the client's state becomes current without a reconnect",
  async (t) => {
    for (const seed of RANDOM_SEEDS) {
      const { world, client, direct } = await startSlowClientOfAda(seed);
      const { server, time, links } = world;
      const sendFromBob = (content: string) => void server.send(BOB, direct.id, { content });
      await Promise.all([client.open(direct.id), time.run(SETTLING_TIME_MS)]);
      for (const content of ['kept', 'lost']) sendFromBob(content);
      server.change(direct, () => direct.changeMembers({ changed: [{ userId: BOB, role: 'member' }] }));
      await time.run(SETTLING_TIME_MS);
      server.restore(direct, 2);
      for (const link of links) {
        link.push({ name: 'chat-resync', payload: { rooms: { [direct.id]: 2 } } });
      }
      if (seed % 2 === 0) runAfterNextResponse(world, 'roomFor', () => sendFromBob('while it is loading'));
      else {
        await time.run(SETTLING_TIME_MS);
        sendFromBob('after that');
      }
      await settleAndStop(world, client);
      const roster = client.getState().rosters[direct.id];
      t.equal(roster && isRosterStale(roster), false, 'the member list is current');
    }
  },
);
