import { PRESENCE_REQUESTS } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { createRoomId, createUserId } from '../support/ids.ts';
import { type PresenceSystem, startPresenceSystem } from '../support/presence-system.ts';
import { resendUntilAccepted, startGatewaysWithTwentyUsers } from '../support/school.ts';

const DATA_LOSS_ACTIONS: Record<string, (presenceSystem: PresenceSystem) => Promise<unknown>> = {
  FLUSHALL: (presenceSystem) => presenceSystem.redisClient.flushAll(),
  'a Redis that was killed and restarted': (presenceSystem) => presenceSystem.redis.wipe(),
};

for (const [name, wipe] of Object.entries(DATA_LOSS_ACTIONS)) {
  t.test(
    `after ${name}, presence changes only for users who connected or disconnected in the meantime`,
    async (t) => {
      const presenceSystem = await startPresenceSystem(t);
      const { users, g1, g2, statuses, publishedSince, unchanged } =
        await startGatewaysWithTwentyUsers(presenceSystem);
      await wipe(presenceSystem);
      // One user disconnects and another user connects while Redis has no data.
      const newcomerId = createUserId();
      g1.state.change({ closed: ['a9'], opened: { new: newcomerId } });
      await resendUntilAccepted(() => g1.heartbeat());
      await resendUntilAccepted(() => g2.heartbeat());
      await presenceSystem.received(users[9] as string, 'offline');
      await presenceSystem.received(newcomerId, 'online');
      t.same(publishedSince(), [[9, 'offline']]);
      t.same(
        (await statuses()).filter((_, i) => i !== 9),
        unchanged.filter((_, i) => i !== 9),
      );
      const stats = await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.stats, {});
      t.match(stats, { totalConnections: 20, totalUsers: 20, partial: false });
    },
  );
}

t.test('after a Redis wipe, open rooms and their online members are reported as before', async (t) => {
  const presenceSystem = await startPresenceSystem(t);
  const [room, ada] = [createRoomId(), createUserId()];
  presenceSystem.chatApi.rooms.set(room, [ada]);
  const gateway = await presenceSystem.gateway('g1');
  await gateway.change({ opened: { s1: ada }, roomsOpened: [room] });
  await presenceSystem.received(ada, 'online');
  await presenceSystem.redisClient.flushAll();
  await eventually('the restored counts', () => sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.stats, {}), {
    until: (stats) => stats.activeChatRooms === 1 && stats.totalUsers === 1,
    timeoutMs: 30_000,
  });
  const onlineUsers = await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.roomOnlineUsers, {
    userId: ada,
    roomId: room,
  });
  t.match(onlineUsers, { count: 1, users: [{ userId: ada, status: 'online' }] });
});
