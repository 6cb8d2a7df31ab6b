import { Room } from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';
import t from 'tap';
import { claimUnpublishedEvents } from '../../src/log/outbox/sweep.ts';
import { createRoom } from '../../src/rooms/commands/create-room.ts';
import { deleteMessage } from '../../src/rooms/commands/delete-message.ts';
import { deleteRoom } from '../../src/rooms/commands/delete-room.ts';
import { markSeen } from '../../src/rooms/commands/mark-seen.ts';
import { removeMember } from '../../src/rooms/commands/remove-member.ts';
import { renameRoom } from '../../src/rooms/commands/rename-room.ts';
import { setNotificationLevel } from '../../src/rooms/commands/set-notification-level.ts';
import { listRooms, readRoomJson } from '../../src/rooms/queries/list-rooms.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('rooms can be created, listed, renamed, and deleted', async (t) => {
  const fixture = await startFixture(t);
  const { deps } = fixture;
  const listRoomsOf = async (userId: string, limit = 500, cursor?: string) => {
    const page = await listRooms(deps, { userId, limit, ...(cursor !== undefined && { cursor }) });
    return { ...page, rooms: page.items.map((json) => JSON.parse(json)) };
  };
  const readRoomOf = async (userId: string, roomId: string) =>
    JSON.parse(await readRoomJson(deps, { userId, roomId }));

  t.test('the first event of a group adds its first members, with the creator as owner', async (t) => {
    const ada = await fixture.user('Ada');
    const bob = await fixture.user('Bob');
    const roomId = await fixture.group(ada, [bob, bob, ada], ' Physics ');
    const roomLog = await fixture.log(roomId);
    t.match(roomLog, [
      {
        seq: 1,
        kind: 'members-changed',
        data: {
          roomId,
          added: [
            { userId: ada, name: 'Ada', role: 'owner' },
            { userId: bob, name: 'Bob', role: 'member' },
          ],
          removed: [],
          changed: [],
          by: { userId: ada, name: 'Ada' },
          roomName: 'Physics',
          roomType: 'group',
        },
      },
    ]);
    const room = await readRoomOf(bob, roomId);
    t.doesNotThrow(() => compileSchema(Room)(room));
    t.match(room, { last_seq: 1, member_count: 2, my_role: 'member', unread_count: 0, last_seen_seq: 1 });
  });

  t.test(
    'a new room must have the fields that its type requires, and all of its members must be active',
    async (t) => {
      const ada = await fixture.user();
      const inactiveUserId = await fixture.user();
      await fixture.db.prisma.user.update({ where: { id: inactiveUserId }, data: { active: false } });
      const validationError = { code: 'VALIDATION_FAILED' };
      const createRoomFromInput = (input: Parameters<typeof createRoom>[1]) => createRoom(deps, input);
      await t.rejects(
        createRoomFromInput({ userId: ada, roomType: 'group', memberIds: [] }),
        validationError,
      );
      await t.rejects(
        createRoomFromInput({ userId: ada, roomType: 'direct', memberIds: [ada] }),
        validationError,
      );
      await t.rejects(createRoomFromInput({ userId: ada, roomType: 'direct', memberIds: [inactiveUserId] }), {
        code: 'USER_NOT_FOUND',
      });
      t.same((await listRoomsOf(ada)).rooms, [], 'no room was created');
    },
  );

  t.test('two users share exactly one direct room, even if both create it at the same time', async (t) => {
    const ada = await fixture.user('Ada');
    const bob = await fixture.user('Bob');
    const secondReplica = fixture.replica();
    const offeredEventCountBefore = fixture.offered.length;
    const createResults = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        createRoom(i % 2 ? deps : secondReplica, {
          userId: i % 3 ? ada : bob,
          roomType: 'direct',
          memberIds: [i % 3 ? bob : ada],
        }),
      ),
    );
    t.equal(new Set(createResults.map(({ roomId }) => roomId)).size, 1);
    t.equal(createResults.filter(({ created }) => created).length, 1);
    t.equal(fixture.offered.length, offeredEventCountBefore + 1, 'its creation is published once');
    const room = await readRoomOf(ada, createResults[0]?.roomId ?? '');
    t.match(room, { room_type: 'direct', my_role: 'member', member_count: 2 });
    t.match(room.name, /^(Ada & Bob|Bob & Ada)$/);
  });

  t.test(
    'a direct room that a member left is hidden until its next message, or until it is created again',
    async (t) => {
      const ada = await fixture.user();
      const bob = await fixture.user();
      const roomId = await fixture.direct(ada, bob);
      await removeMember(deps, { userId: ada, roomId, memberId: ada });
      t.same((await listRoomsOf(ada)).rooms, []);
      t.equal((await listRoomsOf(bob)).rooms.length, 1);
      await fixture.send(bob, roomId, 'back?');
      t.match((await listRoomsOf(ada)).rooms, [{ id: roomId, unread_count: 1, last_seq: 2 }]);
      const peopleToNotify = { user_ids: [ada] };
      t.match(
        JSON.parse(fixture.offered.at(-1)?.shown ?? '{}'),
        peopleToNotify,
        'the event names the people to notify',
      );
      await fixture.send(bob, roomId, 'hello?');
      t.equal(fixture.offered.at(-1)?.shown, null, 'only once');
      // Move the events into the past, because the outbox sweep publishes only events that have reached a certain age.
      await fixture.db.prisma.$executeRaw`
        UPDATE room_events SET created_at = created_at - interval '3 s' WHERE room_id = ${roomId}`;
      const sweptEvents = await fixture.db.transaction((tx) =>
        claimUnpublishedEvents(tx, { max: 500, since: new Date(0).toISOString() }),
      );
      const eventsThatShowRoom = sweptEvents.filter((event) => event.roomId === roomId && event.shown);
      t.match(eventsThatShowRoom, [{ seq: 2 }], 'also in the event that the sweep reads');
      t.match(JSON.parse(eventsThatShowRoom[0]?.shown ?? '{}'), peopleToNotify);
      await removeMember(deps, { userId: ada, roomId, memberId: ada });
      await fixture.direct(ada, bob);
      t.equal((await listRoomsOf(ada)).rooms.length, 1);
      t.equal((await fixture.log(roomId)).length, 3, 'hiding takes no seq');
      await t.rejects(removeMember(deps, { userId: ada, roomId, memberId: bob }), { code: 'CONFLICT' });
      await t.rejects(renameRoom(deps, { userId: ada, roomId, name: 'x' }), { code: 'CONFLICT' });
      await t.rejects(deleteRoom(deps, { userId: ada, roomId }), { code: 'CONFLICT' });
    },
  );

  t.test(
    'the pages of the room list are sorted by latest activity and contain the caller’s unread counts',
    async (t) => {
      const ada = await fixture.user('Ada');
      const bob = await fixture.user();
      const firstRoomId = await fixture.group(ada, [bob]);
      const secondRoomId = await fixture.group(ada, [bob]);
      const thirdRoomId = await fixture.group(ada, [bob]);
      await fixture.send(bob, firstRoomId, 'one');
      const secondMessage = await fixture.send(bob, firstRoomId, 'two @Ada');
      const thirdMessage = await fixture.send(bob, firstRoomId, 'three');
      await deleteMessage(deps, { userId: bob, messageId: thirdMessage.id });
      const { rooms } = await listRoomsOf(ada);
      t.same(
        rooms.map(({ id }) => id),
        [firstRoomId, thirdRoomId, secondRoomId],
      );
      t.match(rooms[0], {
        last_seq: 5,
        unread_count: 2,
        mention_count: 1,
        last_seen_seq: 1,
        last_message: { id: thirdMessage.id, content: null },
      });
      t.match(
        (await listRoomsOf(bob)).rooms[0],
        { unread_count: 0, last_seen_seq: 4 },
        "sending moves the sender's read cursor",
      );
      const page = await listRoomsOf(ada, 2);
      t.equal(page.rooms.length, 2);
      const secondPage = await listRoomsOf(ada, 2, page.nextCursor ?? '');
      t.same(
        secondPage.rooms.map(({ id }) => id),
        [secondRoomId],
      );
      t.equal(secondPage.nextCursor, null);
      await t.rejects(listRoomsOf(ada, 2, 'nonsense'), { code: 'VALIDATION_FAILED' });

      await markSeen(deps, { userId: ada, roomId: firstRoomId, upTo: { messageIds: [secondMessage.id] } });
      t.match(await readRoomOf(ada, firstRoomId), { unread_count: 0, mention_count: 0 });
    },
  );

  t.test(
    'ROOM-20: a list with excerpts cuts only long last messages, and never inside a grapheme',
    async (t) => {
      const familyEmoji = '👩‍👩‍👧';
      const expectedExcerptByContent: Record<string, string> = {
        [`${'é'.repeat(200)}`]: 'complete',
        [`${'𝒳'.repeat(201)}`]: '𝒳'.repeat(200),
        [`${'a'.repeat(197)}${familyEmoji}b`]: 'a'.repeat(197),
        [`${'a'.repeat(195)}${familyEmoji}${familyEmoji}`]: `${'a'.repeat(195)}${familyEmoji}`,
        [`${'a'.repeat(200)}x\u0301`]: 'a'.repeat(200),
        [`${'a'.repeat(199)}x\u0301`]: 'a'.repeat(199),
      };
      const ada = await fixture.user();
      const emptyRoomId = await fixture.group(ada, []);
      const assertValidRoom = compileSchema(Room);
      for (const [content, expected] of Object.entries(expectedExcerptByContent)) {
        const roomId = await fixture.group(ada, []);
        const message = await fixture.send(ada, roomId, content);
        const room = await readRoomOf(ada, roomId);
        t.equal(room.last_message.content, message.content, 'one room has its complete last message');
        const { items } = await listRooms(deps, { userId: ada, limit: 1, excerpts: true });
        const listedRoom = JSON.parse(items[0] ?? '');
        t.doesNotThrow(() => assertValidRoom(listedRoom));
        const expectedLastMessage =
          expected === 'complete'
            ? room.last_message
            : { ...room.last_message, content: expected, content_cut: true };
        t.strictSame(listedRoom, { ...room, last_message: expectedLastMessage });
        t.strictSame((await listRoomsOf(ada, 1)).rooms, [room]);
      }
      const { items } = await listRooms(deps, { userId: ada, limit: 500, excerpts: true });
      t.strictSame(JSON.parse(items.at(-1) ?? ''), await readRoomOf(ada, emptyRoomId));
    },
  );

  t.test('the unread count stops at 1000', async (t) => {
    const ada = await fixture.user();
    const bob = await fixture.user();
    const roomId = await fixture.group(ada, [bob]);
    await Promise.all(Array.from({ length: 1010 }, () => fixture.send(ada, roomId)));
    t.equal((await readRoomOf(bob, roomId)).unread_count, 1000);
  });

  t.test(
    'the read cursor only moves forward, never beyond the head, and only to messages in its room',
    async (t) => {
      const ada = await fixture.user();
      const bob = await fixture.user();
      const roomId = await fixture.group(ada, [bob]);
      const firstMessage = await fixture.send(ada, roomId);
      const secondMessage = await fixture.send(ada, roomId);
      const messageInOtherRoom = await fixture.send(ada, await fixture.group(ada, [bob]));
      const markSeenUpTo = (upTo: Parameters<typeof markSeen>[1]['upTo']) =>
        markSeen(deps, { userId: bob, roomId, upTo });
      t.match(await markSeenUpTo({ messageIds: [secondMessage.id, messageInOtherRoom.id] }), {
        lastSeenSeq: 3,
        moved: true,
        messageIds: [secondMessage.id],
      });
      t.match(await markSeenUpTo({ messageIds: [firstMessage.id] }), { lastSeenSeq: 3, moved: false });
      await t.rejects(markSeenUpTo({ messageIds: [messageInOtherRoom.id] }), { code: 'MESSAGE_NOT_FOUND' });
      t.match(await markSeenUpTo({ seq: 2_000_000_000 }), { lastSeenSeq: 3, moved: false });
      const thirdMessage = await fixture.send(ada, roomId);
      t.match(await markSeenUpTo({ seq: 99 }), {
        lastSeenSeq: 4,
        moved: true,
        messageIds: [thirdMessage.id],
      });
      t.equal((await fixture.log(roomId)).length, 4, 'marking as seen takes no seq');
      const stranger = await fixture.user();
      await t.rejects(markSeen(deps, { userId: stranger, roomId, upTo: { seq: 1 } }), {
        code: 'ROOM_NOT_FOUND',
      });
    },
  );

  t.test(
    'only owners and admins can rename a room, an unchanged name takes no seq, and nobody else sees a mute',
    async (t) => {
      const ada = await fixture.user();
      const bob = await fixture.user();
      const roomId = await fixture.group(ada, [bob], 'Old');
      await t.rejects(renameRoom(deps, { userId: bob, roomId, name: 'New' }), { code: 'FORBIDDEN' });
      await renameRoom(deps, { userId: ada, roomId, name: ' New ' });
      await renameRoom(deps, { userId: ada, roomId, name: 'New' });
      await setNotificationLevel(deps, { userId: bob, roomId, level: 'none' });
      t.match(await fixture.log(roomId), [
        {},
        { seq: 2, kind: 'room-updated', data: { roomId, name: 'New' } },
      ]);
      t.match(await readRoomOf(bob, roomId), { name: 'New', muted: true, last_seq: 2 });
      t.equal((await readRoomOf(ada, roomId)).muted, false);
    },
  );

  t.test(
    'requests for a deleted room get ROOM_NOT_FOUND, and its last event announces the deletion',
    async (t) => {
      const ada = await fixture.user();
      const bob = await fixture.user();
      const roomId = await fixture.group(ada, [bob]);
      const { id: messageId } = await fixture.send(bob, roomId);
      await t.rejects(deleteRoom(deps, { userId: bob, roomId }), { code: 'FORBIDDEN' });
      await deleteRoom(deps, { userId: ada, roomId });
      t.match((await fixture.log(roomId)).at(-1), {
        seq: 3,
        kind: 'room-deleted',
        data: { roomId, deletedBy: ada },
      });
      await t.rejects(readRoomOf(ada, roomId), { code: 'ROOM_NOT_FOUND' });
      await t.rejects(fixture.send(bob, roomId), { code: 'ROOM_NOT_FOUND' });
      await t.rejects(deleteMessage(deps, { userId: bob, messageId }), { code: 'MESSAGE_NOT_FOUND' });
      t.same((await listRoomsOf(bob)).rooms, []);
    },
  );
});
