import t from 'tap';
import {
  ADA,
  BOB,
  RANDOM_SEEDS,
  runAfterNextResponse,
  runDuringSlowResponse,
  SETTLING_TIME_MS,
  settleAndStop,
  startClientOfAda,
  startSlowClientOfAda,
} from '../support/client-of-ada.ts';

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

t.test('leaving a group room twice at the same time emits `room-ended` once', async (t) => {
  const { world, client, direct, ended } = await startClientOfAda(1, 1);
  const [group = ''] = [...world.server.rooms.keys()].filter((roomId) => roomId !== direct.id);
  const bothLeavesPromise = Promise.all([client.leave(group), client.leave(group)]);
  await settleAndStop(world, client);
  await t.resolves(bothLeavesPromise);
  t.same(ended, [group]);
});
