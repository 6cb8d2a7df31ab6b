import { PRESENCE_REQUESTS } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { createRoomId, createUserId } from '../support/ids.ts';
import { getSharedPresenceSystem } from '../support/shared-presence-system.ts';

t.test(
  'only a room’s members can list its online members, in pages of 500 that also state the total (PRES-6)',
  async (t) => {
    const presenceSystem = await getSharedPresenceSystem();
    const roomId = createRoomId();
    const memberIds = Array.from({ length: 4100 }, createUserId).sort();
    const onlineUserIds = memberIds.filter((_, i) => i % 4 === 0);
    const [ada] = onlineUserIds as [string];
    const outsider = createUserId();
    presenceSystem.chatApi.rooms.set(roomId, memberIds);
    const gateway = await presenceSystem.gateway('pages');
    await gateway.change({
      opened: { out: outsider, ...Object.fromEntries(onlineUserIds.map((one, i) => [`s${i}`, one])) },
    });

    const listedUserIds: string[] = [];
    let cursor: string | undefined;
    do {
      const pageQuery = { userId: ada, roomId, ...(cursor === undefined ? {} : { cursor }) };
      const page = await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.roomOnlineUsers, pageQuery);
      t.equal(page.count, onlineUserIds.length);
      t.ok(page.users.length <= 500);
      listedUserIds.push(...page.users.map((user) => user.userId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    t.same(listedUserIds, onlineUserIds);

    const firstPageQuery = { userId: ada, roomId };
    await t.rejects(
      sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.roomOnlineUsers, {
        ...firstPageQuery,
        userId: outsider,
      }),
      {
        code: 'ROOM_NOT_FOUND',
      },
    );
    await t.rejects(
      sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.roomOnlineUsers, {
        ...firstPageQuery,
        cursor: 'nobody',
      }),
      {
        code: 'VALIDATION_FAILED',
        details: [{ field: '/cursor' }],
      },
    );
  },
);

t.test(
  'members who open a room at the same time get the same list of online members, which is at most a second old',
  async (t) => {
    const presenceSystem = await getSharedPresenceSystem();
    const roomId = createRoomId();
    const [ada, bob] = [createUserId(), createUserId()].sort() as [string, string];
    presenceSystem.chatApi.rooms.set(roomId, [ada, bob]);
    const gateway = await presenceSystem.gateway('open-at-once');
    await gateway.change({ opened: { s1: ada } });
    const listOnlineMembers = () =>
      sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.roomOnlineUsers, { userId: ada, roomId });
    const requestsBefore = presenceSystem.chatApi.received.roomMembers;
    await Promise.all(Array.from({ length: 30 }, listOnlineMembers));
    t.equal(presenceSystem.chatApi.received.roomMembers - requestsBefore, 1);
    await gateway.change({ opened: { s2: bob } });
    await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.setStatus, { userId: bob, status: 'away' });
    const { users } = await eventually('both members', listOnlineMembers, {
      until: ({ count }) => count === 2,
      timeoutMs: 3000,
    });
    t.match(users, [
      { userId: ada, userName: `name of ${ada}`, userType: 'Student', status: 'online' },
      { userId: bob, status: 'away' },
    ]);
  },
);
