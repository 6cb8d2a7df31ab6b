import { CHAT_API_REQUESTS, LIMITS, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { compileSchema, newId } from '@kcs/service-kit';
import t from 'tap';
import { deleteRoom } from '../../src/rooms/commands/delete-room.ts';
import { authorizeConnection } from '../../src/rooms/queries/authorize-connect.ts';
import { authorizeConnections } from '../../src/rooms/queries/authorize-connections.ts';
import { listRoomsOfUser } from '../../src/rooms/queries/list-rooms-of-user.ts';
import { listRoomsOfUsers } from '../../src/rooms/queries/list-rooms-of-users.ts';
import { openRooms } from '../../src/rooms/queries/open-rooms.ts';
import { openRoomsOfUsers } from '../../src/rooms/queries/open-rooms-of-users.ts';
import { startFixture } from '../support/start-fixture.ts';

type Joins = RequestOf<typeof CHAT_API_REQUESTS.openRoomsOfUsers>['joins'];

t.test('requests of many users can share one statement', async (t) => {
  const fixture = await startFixture(t);
  const { deps, db } = fixture;
  const [ada, bob, cyd] = await Promise.all(['Ada', 'Bob', 'Cyd'].map(fixture.user));
  const createFilledRoom = async (count: number, content = 'x') => {
    const roomId = await fixture.group(ada as string, [bob as string]);
    await Promise.all(Array.from({ length: count }, () => fixture.send(ada as string, roomId, content)));
    return roomId;
  };
  const openAll = async (joins: Joins) => {
    const reply = await openRoomsOfUsers(deps, { joins });
    compileSchema(CHAT_API_REQUESTS.openRoomsOfUsers.reply)(reply);
    return reply;
  };

  t.test('each join gets the same answer as alone', async (t) => {
    const [short, purged, deleted] = await Promise.all([4, 5, 1].map((count) => createFilledRoom(count)));
    await db.prisma.$executeRaw`DELETE FROM room_events WHERE room_id = ${purged} AND seq <= 3`;
    await db.prisma.$executeRaw`
      SELECT append_room_event(${short}, 'room-painted', NULL, '{"color":"blue"}', now(), true)`;
    await db.prisma.$executeRaw`
      UPDATE room_events SET more_fields = '{"reaction":{"added":true}}' WHERE room_id = ${short} AND seq = 4`;
    await deleteRoom(deps, { userId: ada as string, roomId: deleted as string });
    await db.prisma.$executeRaw`UPDATE rooms SET post_policy = 'managers' WHERE id = ${purged}`;
    const roomIds = [short, purged, deleted, 'nonsense'] as string[];
    const positions = [undefined, 0, 2, 3, 4, 5, 6, 7];
    const joins = [ada, bob, cyd].flatMap((userId) =>
      positions.map((since) => ({
        userId: userId as string,
        rooms: roomIds.map((roomId) => ({ roomId, ...(since !== undefined && { since }) })),
      })),
    );
    const { openings, separate } = await openAll(joins);
    t.same(separate, []);
    const answerTo = ({ rooms }: Joins[0], n: number): ReplyOf<typeof CHAT_API_REQUESTS.openRooms> => ({
      rooms: rooms.map(({ roomId }) => {
        const opening = openings.find((one) => one.roomId === roomId && one.joins.includes(n));
        if (!opening) return { roomId, code: 'ROOM_NOT_FOUND' };
        const { head, postPolicy, missed } = opening;
        return {
          roomId,
          head,
          ...(postPolicy !== undefined && { postPolicy }),
          ...(missed && { missed }),
        };
      }),
    });
    for (const [n, join] of joins.entries()) t.same(answerTo(join, n), await openRooms(deps, join));
    t.same(
      new Set(openings.map(({ roomId, postPolicy }) => `${roomId} ${postPolicy}`)),
      new Set([`${short} undefined`, `${purged} managers`]),
    );
    const pairs = openings.map(({ roomId, since }) => `${roomId} ${since}`);
    t.equal(new Set(pairs).size, pairs.length, 'the events of a room are sent once for each position');
  });

  t.test('joins that do not fit into a shared reply are named, and the others are answered', async (t) => {
    const small = await createFilledRoom(1);
    const largeRoomIds = await Promise.all(
      Array.from({ length: 8 }, () => createFilledRoom(20, 'z'.repeat(4000))),
    );
    const joins = [
      ...largeRoomIds.map((roomId) => ({ userId: bob as string, rooms: [{ roomId, since: 2 }] })),
      // These five rooms fit into the reply, but not into the answer to one client.
      { userId: ada as string, rooms: largeRoomIds.slice(0, 5).map((roomId) => ({ roomId, since: 2 })) },
      { userId: ada as string, rooms: [{ roomId: small, since: 1 }] },
    ];
    const reply = await openAll(joins);
    t.ok(JSON.stringify(reply).length < 600 * 1024);
    t.equal(reply.separate.length, 3, 'two rooms with 80 KB each, and the join of five rooms');
    t.ok(reply.separate.includes(8));
    for (const { roomId, missed, joins: indexes } of reply.openings) {
      if (indexes.every((n) => reply.separate.includes(n))) continue;
      t.match(missed, { events: { length: roomId === small ? 1 : 19 } });
    }
  });

  t.test('a gap that is too long for any answer is not read separately', async (t) => {
    const longRoomId = await createFilledRoom(1);
    await db.prisma.$executeRaw`
      UPDATE rooms SET last_seq = ${LIMITS.CATCH_UP_EVENTS_PER_ROOM + 1} WHERE id = ${longRoomId}`;
    t.same(await openAll([{ userId: bob as string, rooms: [{ roomId: longRoomId, since: 0 }] }]), {
      openings: [
        {
          roomId: longRoomId,
          since: 0,
          head: 501,
          joins: [0],
          missed: { code: 'CATCH_UP_BY_EVENTS', head: 501 },
        },
      ],
      separate: [],
    });
  });

  t.test('each connection is authorized as alone, and the use of its session is recorded', async (t) => {
    const HOUR_MS = 3_600_000;
    const createSession = async (userId: string, fields: { endedAt?: Date; expiresAt?: Date } = {}) => {
      const id = newId('sess');
      const times = { expiresAt: new Date(Date.now() + HOUR_MS), lastUsedAt: new Date(Date.now() - HOUR_MS) };
      await db.prisma.session.create({ data: { id, userId, ...times, ...fields } });
      return { sessionId: id, userId };
    };
    const connections = await Promise.all([
      createSession(ada as string),
      createSession(bob as string, { endedAt: new Date() }),
      createSession(bob as string, { expiresAt: new Date(0) }),
      createSession(cyd as string),
    ]);
    const foreign = { sessionId: connections[0]?.sessionId as string, userId: bob as string };
    const deactivated = await createSession(await fixture.user('Dora'));
    await db.prisma.user.update({ where: { id: deactivated.userId }, data: { active: false } });
    const unknown = { sessionId: newId('sess'), userId: ada as string };
    const all = [...connections, foreign, deactivated, unknown];
    const reply = await authorizeConnections(deps, { connections: all });
    compileSchema(CHAT_API_REQUESTS.authorizeConnections.reply)(reply);
    const { lastUsedAt } = await db.prisma.session.findUniqueOrThrow({
      where: { id: connections[0]?.sessionId as string },
    });
    t.ok(Date.now() - lastUsedAt.getTime() < HOUR_MS / 2);
    for (const [n, connection] of all.entries()) {
      const alone = await authorizeConnection(deps, connection).catch(({ code }) => ({ code }));
      t.same(reply.results[n], alone);
    }
    t.equal(reply.results.filter((result) => 'user' in result).length, 2);
  });

  t.test('the first page of the rooms of each user is the same as alone', async (t) => {
    const userIds = [bob, cyd, ada] as string[];
    for (const limit of [1, 2, 5_000]) {
      const { pages } = await listRoomsOfUsers(deps, { userIds }, limit);
      t.same(pages, await Promise.all(userIds.map((userId) => listRoomsOfUser(deps, { userId }, limit))));
      const { id: sessionId } = await db.prisma.session.findFirstOrThrow({
        where: { endedAt: null, userId: ada as string },
      });
      const connections = [{ sessionId, userId: ada as string }];
      t.match(await authorizeConnections(deps, { connections }, limit), { results: [pages[2]] });
    }
  });
});
