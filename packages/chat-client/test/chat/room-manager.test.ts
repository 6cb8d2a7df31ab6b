import t from 'tap';
import { ApiError, createUnreachableError } from '../../src/api/api-error.ts';
import { ROOMS_PER_PAGE } from '../../src/api/room-list-method.ts';
import type { ChatClient } from '../../src/index.ts';
import { isRosterStale } from '../../src/state/roster.ts';
import { assertClientMatchesServer } from '../support/assert-fresh.ts';
import { ModelWorld } from '../support/model-world.ts';

/** The random seeds. Each seed makes events and responses overtake each other in a different order. */
const RANDOM_SEEDS = Array.from({ length: 40 }, (_, seed) => seed);
/**
 * The simulated time after which a test assumes that nothing more will change. It is longer than any wait in the
 * client.
 */
const SETTLING_TIME_MS = 30_000;
const [ADA, BOB, CAROL] = ['user_a', 'user_b', 'user_c'] as const;

/** Starts a connected client of Ada, who has a direct room with Bob and `groups` group rooms. */
async function startClientOfAda(seed: number, groups = 0) {
  const modelWorld = new ModelWorld(seed);
  const directRoom = modelWorld.server.createRoom([ADA, BOB], 'direct');
  for (let n = 0; n < groups; n += 1) modelWorld.server.createRoom([ADA, BOB]);
  const clientOfAda = modelWorld.client(ADA);
  await modelWorld.time.run(SETTLING_TIME_MS);
  assertClientMatchesServer(modelWorld, clientOfAda);
  const endedRoomIds: string[] = [];
  clientOfAda.on('room-ended', ({ room }) => endedRoomIds.push(room.id));
  return { world: modelWorld, client: clientOfAda, direct: directRoom, ended: endedRoomIds };
}

/** Starts a connected client of Ada on a slow network, where socket events often overtake responses. */
async function startSlowClientOfAda(seed: number) {
  const slowClientParts = await startClientOfAda(seed);
  slowClientParts.world.network.slowestMs = 400;
  return slowClientParts;
}

/**
 * Calls `then` right after the server has computed its next response of type `kind`. The response therefore does not
 * include the effects of `then`.
 */
function runAfterNextResponse<K extends 'pageOfRooms' | 'roomFor' | 'leave' | 'membersOf' | 'page'>(
  world: ModelWorld,
  kind: K,
  then: () => void,
): void {
  const { server } = world;
  const originalMethod = server[kind].bind(server) as (...args: unknown[]) => unknown;
  server[kind] = ((...args: unknown[]) => {
    const computedResponse = originalMethod(...args);
    server[kind] = originalMethod as never;
    then();
    return computedResponse;
  }) as never;
}

/** Calls `then` while the server's next response of type `kind` is delayed. No other response or event is delayed. */
function runDuringSlowResponse(
  world: ModelWorld,
  kind: 'membersOf' | 'page' | 'pageOfRooms' | 'roomFor',
  then: () => void,
): void {
  const { network } = world;
  runAfterNextResponse(world, kind, () => {
    const { slowestMs } = network;
    network.slowestMs = SETTLING_TIME_MS / 2;
    queueMicrotask(() => {
      network.slowestMs = slowestMs;
      then();
    });
  });
}

async function settleAndStop(world: ModelWorld, client: ChatClient): Promise<void> {
  await world.time.run(SETTLING_TIME_MS);
  assertClientMatchesServer(world, client);
  client.stop();
}

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

t.test('a direct room that was left, shown again, and left again does not return', async (t) => {
  for (const seed of RANDOM_SEEDS) {
    const { world, client, direct, ended } = await startSlowClientOfAda(seed);
    await Promise.all([client.leave(direct.id), world.time.run(SETTLING_TIME_MS)]);
    world.server.send(BOB, direct.id, { content: 'are you there?' });
    await world.time.run(SETTLING_TIME_MS);
    t.ok(client.getState().rooms[direct.id]);
    // Leave the room while the client is loading a room list that already includes the room.
    world.cut(ADA);
    let leavePromise: Promise<void> | undefined;
    runAfterNextResponse(world, 'pageOfRooms', () => {
      leavePromise = client.leave(direct.id);
    });
    await settleAndStop(world, client);
    await leavePromise;
    t.same(ended, [direct.id, direct.id]);
    t.notOk(client.getState().rooms[direct.id]);
  }
});

t.test('a direct room left twice at the same time returns only if a later message arrives', async (t) => {
  for (const seed of RANDOM_SEEDS) {
    const { world, client, direct } = await startSlowClientOfAda(seed);
    const showRoomAgain = () => void world.server.send(BOB, direct.id, { content: 'are you there?' });
    if (seed % 2 === 0) runAfterNextResponse(world, 'leave', showRoomAgain);
    else runAfterNextResponse(world, 'leave', () => runAfterNextResponse(world, 'leave', showRoomAgain));
    const bothLeavesPromise = Promise.all([client.leave(direct.id), client.leave(direct.id)]);
    await settleAndStop(world, client);
    await t.resolves(bothLeavesPromise);
  }
});

t.test('a message seen just before leaving a direct room is not unread when the room returns', async () => {
  for (const seed of RANDOM_SEEDS) {
    const { world, client, direct } = await startClientOfAda(seed);
    world.server.send(BOB, direct.id, { content: 'hello' });
    await world.time.run(SETTLING_TIME_MS);
    await Promise.all([client.open(direct.id), world.time.run(SETTLING_TIME_MS)]);
    client.markSeen(direct.id, direct.head);
    runAfterNextResponse(world, 'leave', () => world.server.send(BOB, direct.id, { content: 'and this?' }));
    // The server may read the room before it receives the report of the read cursor, and the client may receive the
    // room after the response to the report.
    if (seed % 2 === 0) runDuringSlowResponse(world, 'roomFor', () => undefined);
    void client.leave(direct.id);
    await settleAndStop(world, client);
  }
});

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

t.test('leaving a group room twice at the same time emits `room-ended` once', async (t) => {
  const { world, client, direct, ended } = await startClientOfAda(1, 1);
  const [group = ''] = [...world.server.rooms.keys()].filter((roomId) => roomId !== direct.id);
  const bothLeavesPromise = Promise.all([client.leave(group), client.leave(group)]);
  await settleAndStop(world, client);
  await t.resolves(bothLeavesPromise);
  t.same(ended, [group]);
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
