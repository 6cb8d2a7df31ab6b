import { PRESENCE } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { roomId, userId } from './support/ids.ts';
import { startPresence } from './support/presence-system.ts';
import { until } from './support/until.ts';

t.test('members online anywhere, in pages of 500 with the count of all, to members only', async (t) => {
  const system = await startPresence(t, 1);
  const room = roomId();
  const members = Array.from({ length: 4100 }, userId).sort();
  const online = members.filter((_, i) => i % 4 === 0);
  const [ada] = online as [string];
  const outsider = userId();
  system.api.rooms.set(room, members);
  const gateway = await system.gateway('g1');
  await gateway.change({
    opened: { out: outsider, ...Object.fromEntries(online.map((one, i) => [`s${i}`, one])) },
  });

  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { userId: ada, roomId: room, ...(cursor === undefined ? {} : { cursor }) };
    const page = await sendRequest(system.nc, PRESENCE.roomOnlineUsers, query);
    t.equal(page.count, online.length);
    t.ok(page.users.length <= 500);
    seen.push(...page.users.map((user) => user.userId));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  t.same(seen, online);

  const asking = { userId: ada, roomId: room };
  await t.rejects(sendRequest(system.nc, PRESENCE.roomOnlineUsers, { ...asking, userId: outsider }), {
    code: 'ROOM_NOT_FOUND',
  });
  await t.rejects(sendRequest(system.nc, PRESENCE.roomOnlineUsers, { ...asking, cursor: 'nobody' }), {
    code: 'VALIDATION_FAILED',
    details: [{ field: '/cursor' }],
  });
});

t.test(
  'a class that asks together shares one reading, and sees a change within about a second',
  async (t) => {
    const system = await startPresence(t, 1);
    const room = roomId();
    const [ada, bob] = [userId(), userId()].sort() as [string, string];
    system.api.rooms.set(room, [ada, bob]);
    const gateway = await system.gateway('g1');
    await gateway.change({ opened: { s1: ada } });
    const look = () => sendRequest(system.nc, PRESENCE.roomOnlineUsers, { userId: ada, roomId: room });
    await Promise.all(Array.from({ length: 30 }, look));
    t.equal(system.api.asked.roomMembers, 1);
    await gateway.change({ opened: { s2: bob } });
    await sendRequest(system.nc, PRESENCE.setStatus, { userId: bob, status: 'away' });
    const { users } = await until(look, ({ count }) => count === 2, 3000);
    t.match(users, [
      { userId: ada, userName: `name of ${ada}`, userType: 'Student', status: 'online' },
      { userId: bob, status: 'away' },
    ]);
  },
);
