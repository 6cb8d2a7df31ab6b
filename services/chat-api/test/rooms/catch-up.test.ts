import { CHAT_API_REQUESTS, LIMITS, RoomEvent } from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';
import t from 'tap';
import { listEvents } from '../../src/log/list-events.ts';
import { type StoredEvent, toEventJson } from '../../src/log/stored-event.ts';
import { addMembers } from '../../src/rooms/commands/add-members.ts';
import { deleteRoom } from '../../src/rooms/commands/delete-room.ts';
import { removeMember } from '../../src/rooms/commands/remove-member.ts';
import { findChangedHeads } from '../../src/rooms/queries/find-changed-heads.ts';
import { findJoinedSeqs } from '../../src/rooms/queries/find-joined-seqs.ts';
import { listActiveRoomMembers } from '../../src/rooms/queries/list-room-users.ts';
import { listRoomsOfUser } from '../../src/rooms/queries/list-rooms-of-user.ts';
import { openRooms } from '../../src/rooms/queries/open-rooms.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('clients and gateways can catch up on missed events', async (t) => {
  const fixture = await startFixture(t);
  const { deps, db } = fixture;
  const ada = await fixture.user('Ada');
  const bob = await fixture.user('Bob');
  const createFilledRoom = async (count: number, content = 'x') => {
    const roomId = await fixture.group(ada, [bob]);
    await Promise.all(Array.from({ length: count }, () => fixture.send(ada, roomId, content)));
    return roomId;
  };
  const deleteEventsUpTo = (roomId: string, upTo: number) =>
    db.prisma.$executeRaw`DELETE FROM room_events WHERE room_id = ${roomId} AND seq <= ${upTo}`;
  const openRoomsAsUser = async (rooms: { roomId: string; since?: number }[], userId = ada) => {
    const reply = await openRooms(deps, { userId, rooms });
    compileSchema(CHAT_API_REQUESTS.openRooms.reply)(reply);
    return reply.rooms as {
      roomId: string;
      code?: string;
      head?: number;
      missed?: { code?: string; head?: number; events?: { seq: number }[] };
    }[];
  };
  const resyncError = { code: 'RESYNC_REQUIRED' };

  t.test('events after a given seq are listed in order, page by page', async (t) => {
    const roomId = await createFilledRoom(9);
    const assertRoomEvent = compileSchema(RoomEvent);
    const firstPage = await listEvents(deps, { roomId, after: 0, limit: 4, userId: bob });
    t.same(
      firstPage.events.map(({ seq }) => seq),
      [1, 2, 3, 4],
    );
    t.equal(firstPage.head, 10);
    for (const event of firstPage.events)
      t.doesNotThrow(() => assertRoomEvent(JSON.parse(toEventJson(event))));
    t.same((await listEvents(deps, { roomId, after: 10, limit: 4 })).events, [], 'no events at the head');
    await t.rejects(listEvents(deps, { roomId, after: 11, limit: 4 }), resyncError);
    const stranger = await fixture.user();
    await t.rejects(listEvents(deps, { roomId, after: 0, limit: 4, userId: stranger }), {
      code: 'ROOM_NOT_FOUND',
    });
  });

  t.test(
    'LOG-7: events of an unknown kind are listed and are returned to clients that missed them',
    async (t) => {
      const roomId = await createFilledRoom(1);
      await db.prisma.$executeRaw`
      SELECT append_room_event(${roomId}, 'room-painted', NULL, '{"color":"blue","more":[1]}', now(), true)`;
      const eventOfUnknownKind = {
        room_id: roomId,
        seq: 3,
        kind: 'room-painted',
        data: { color: 'blue', more: [1] },
      };
      const { events } = await listEvents(deps, { roomId, after: 2, limit: 9 });
      const listedEvents = events.map((event) => JSON.parse(toEventJson(event)));
      t.match(listedEvents, [eventOfUnknownKind]);
      compileSchema(CHAT_API_REQUESTS.listEvents.reply)({ events: listedEvents, head: 3 });
      const [openedRooms] = await openRoomsAsUser([{ roomId, since: 1 }]);
      t.match(openedRooms?.missed?.events?.[1], eventOfUnknownKind);
    },
  );

  t.test(
    'if requested events are no longer stored, the result is RESYNC_REQUIRED instead of a partial list',
    async (t) => {
      const roomId = await createFilledRoom(5);
      await deleteEventsUpTo(roomId, 3);
      await t.rejects(listEvents(deps, { roomId, after: 2, limit: 9 }), resyncError);
      t.equal((await listEvents(deps, { roomId, after: 3, limit: 9 })).events.length, 3);
      await deleteEventsUpTo(roomId, 6);
      await t.rejects(listEvents(deps, { roomId, after: 5, limit: 9 }), resyncError);
      t.same((await listEvents(deps, { roomId, after: 6, limit: 9 })).events, []);
    },
  );

  t.test(
    'a page of events has a byte limit but contains at least one event if more events exist',
    async (t) => {
      const roomId = await createFilledRoom(6, 'y'.repeat(4000));
      const { events, head } = await listEvents(deps, { roomId, after: 1, limit: 100, maxBytes: 9_000 });
      t.equal(head, 7);
      t.ok(events.length >= 1 && events.length <= 3, `${events.length} events`);
      t.equal((await listEvents(deps, { roomId, after: 1, limit: 100, maxBytes: 1 })).events.length, 1);
    },
  );

  t.test('opening a room returns its head and, with `since`, all missed events', async (t) => {
    const roomId = await createFilledRoom(5);
    const otherRoomId = await createFilledRoom(1);
    const stranger = await fixture.user();
    t.same(await openRoomsAsUser([{ roomId }]), [{ roomId, head: 6 }]);
    t.same(await openRoomsAsUser([{ roomId }], stranger), [{ roomId, code: 'ROOM_NOT_FOUND' }]);
    t.same(await openRoomsAsUser([{ roomId: 'nonsense' }, { roomId, since: 6 }]), [
      { roomId: 'nonsense', code: 'ROOM_NOT_FOUND' },
      { roomId, head: 6, missed: { events: [] } },
    ]);
    const [one, two] = await openRoomsAsUser([
      { roomId, since: 3 },
      { roomId: otherRoomId, since: 0 },
    ]);
    t.same(
      one?.missed?.events?.map(({ seq }) => seq),
      [4, 5, 6],
    );
    t.same(
      two?.missed?.events?.map(({ seq }) => seq),
      [1, 2],
    );
    t.same(
      one?.missed?.events?.[0],
      JSON.parse(
        toEventJson((await listEvents(deps, { roomId, after: 3, limit: 1 })).events[0] as StoredEvent),
      ),
    );
  });

  t.test(
    'opening a room at a position above the head or before the oldest stored event returns RESYNC_REQUIRED',
    async (t) => {
      const roomId = await createFilledRoom(4);
      await deleteEventsUpTo(roomId, 2);
      const openedRooms = await Promise.all([6, 1, 2].map((since) => openRoomsAsUser([{ roomId, since }])));
      t.match(openedRooms[0]?.[0]?.missed, { code: 'RESYNC_REQUIRED' });
      t.match(openedRooms[1]?.[0]?.missed, { code: 'RESYNC_REQUIRED' });
      t.equal(openedRooms[2]?.[0]?.missed?.events?.length, 3);
      await deleteEventsUpTo(roomId, 5);
      t.match((await openRoomsAsUser([{ roomId, since: 4 }]))[0]?.missed, { code: 'RESYNC_REQUIRED' });
    },
  );

  t.test(
    'if the missed events do not fit into a reply, the reply contains CATCH_UP_BY_EVENTS instead',
    async (t) => {
      const longRoomId = await createFilledRoom(LIMITS.CATCH_UP_EVENTS_PER_ROOM + 2);
      // Turn all events into deletions, which are so short that 500 of them fit into one reply.
      await db.prisma.$executeRaw`
      UPDATE room_events SET kind = 'message-deleted', data = '{}' WHERE room_id = ${longRoomId}`;
      const openedLongRoom = (
        await openRooms(deps, { userId: ada, rooms: [{ roomId: longRoomId, since: 3 }] })
      ).rooms[0];
      t.match(openedLongRoom, {
        missed: { events: Array.from({ length: 500 }, (_, i) => ({ seq: i + 4 })) },
      });
      const [over] = await openRoomsAsUser([{ roomId: longRoomId, since: 2 }]);
      t.same(over?.missed, { code: 'CATCH_UP_BY_EVENTS', head: 503 });

      const largeRoomIds = await Promise.all(
        Array.from({ length: 5 }, () => createFilledRoom(20, 'z'.repeat(4000))),
      );
      const openedRooms = await openRoomsAsUser(
        [...largeRoomIds, longRoomId].map((roomId) => ({ roomId, since: 1 })),
      );
      const eventCountsOrCodes = openedRooms.map(({ missed }) => missed?.events?.length ?? missed?.code);
      t.same(
        new Set(eventCountsOrCodes),
        new Set([20, 'CATCH_UP_BY_EVENTS']),
        'each gap is complete or absent',
      );
      t.equal(eventCountsOrCodes.filter((size) => size === 20).length, 2, 'as many as fit into 256 KiB');
      t.ok(JSON.stringify(openedRooms).length <= LIMITS.CATCH_UP_BYTES_PER_ANSWER);
    },
  );

  t.test('one request can open 500 rooms', async (t) => {
    const roomIds: string[] = [];
    while (roomIds.length < LIMITS.ROOMS_PER_JOIN) {
      roomIds.push(...(await Promise.all(Array.from({ length: 20 }, () => fixture.group(ada)))));
    }
    const openedRooms = await openRoomsAsUser(roomIds.map((roomId) => ({ roomId, since: 0 })));
    t.ok(openedRooms.every(({ missed }) => missed?.events?.length === 1));
  });

  t.test(
    'changedHeads returns changed heads, and null for a missing room or a deleted room whose last event is known',
    async (t) => {
      const [unchanged, moved, deleted, ended] = await Promise.all([
        createFilledRoom(1),
        createFilledRoom(2),
        createFilledRoom(1),
        createFilledRoom(1),
      ]);
      await deleteRoom(deps, { userId: ada, roomId: deleted });
      await deleteRoom(deps, { userId: ada, roomId: ended });
      const changedHeads = await findChangedHeads(deps, {
        [unchanged]: 2,
        [moved]: 2,
        [deleted]: 2,
        [ended]: 3,
        room_x: 1,
      });
      t.same(changedHeads, { [moved]: 3, [deleted]: 3, [ended]: null, room_x: null });
      const eventsOfDeletedRoom = await listEvents(deps, { roomId: deleted, after: 2, limit: 10 });
      t.equal(
        eventsOfDeletedRoom.events[0]?.kind,
        'room-deleted',
        'the last event of a deleted room can still be fetched',
      );
    },
  );

  t.test(
    'findJoinedSeqs returns the seq at which each member was added, even for a deleted room',
    async (t) => {
      const cyd = await fixture.user('Cyd');
      const roomId = await fixture.group(ada, [bob, cyd]);
      const userIds = [ada, bob, cyd, await fixture.user('Stranger')];
      await removeMember(deps, { userId: ada, roomId, memberId: bob });
      await removeMember(deps, { userId: ada, roomId, memberId: cyd });
      await addMembers(deps, { userId: ada, roomId, userIds: [cyd] });
      const expectedJoinedSeqByUserId = { [ada]: 1, [cyd]: 4 };
      t.same(await findJoinedSeqs(deps, { roomId, userIds }), expectedJoinedSeqByUserId);
      await deleteRoom(deps, { userId: ada, roomId });
      t.same(await findJoinedSeqs(deps, { roomId, userIds }), expectedJoinedSeqByUserId);
    },
  );

  t.test(
    'a user’s room list has member counts, and a room’s member list is paged and sorted by id',
    async (t) => {
      const cyd = await fixture.user('Cyd');
      const olderRoomId = await fixture.group(cyd, [ada]);
      const newerRoomId = await fixture.group(cyd, [ada, bob]);
      const memberCountByRoomId = new Map([
        [olderRoomId, 2],
        [newerRoomId, 3],
      ]);
      const [first = '', second = ''] = [olderRoomId, newerRoomId].sort();
      const firstPageOfRooms = await listRoomsOfUser(deps, { userId: cyd }, 1);
      t.same(firstPageOfRooms, {
        rooms: [{ roomId: first, memberCount: memberCountByRoomId.get(first) }],
        next: first,
      });
      t.same(await listRoomsOfUser(deps, { userId: cyd, after: first }, 1), {
        rooms: [{ roomId: second, memberCount: memberCountByRoomId.get(second) }],
        next: null,
      });
      const sortedUserIds = [ada, bob, cyd].sort();
      const firstPageOfUsers = await listActiveRoomMembers(deps, {
        userId: cyd,
        roomId: newerRoomId,
        limit: 2,
      });
      t.same(
        firstPageOfUsers.members.map(({ userId }) => userId),
        sortedUserIds.slice(0, 2),
      );
      const secondPageOfUsers = await listActiveRoomMembers(deps, {
        userId: cyd,
        roomId: newerRoomId,
        limit: 2,
        after: firstPageOfUsers.next ?? '',
      });
      t.same(
        secondPageOfUsers.members.map(({ userId }) => userId),
        sortedUserIds.slice(2),
      );
      t.equal(secondPageOfUsers.next, null);
      await t.rejects(listActiveRoomMembers(deps, { userId: bob, roomId: olderRoomId, limit: 2 }), {
        code: 'ROOM_NOT_FOUND',
      });
    },
  );
});
