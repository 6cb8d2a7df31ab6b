import type { StoredNotification } from '@kcs/contracts';
import type { NatsConnection } from '@nats-io/nats-core';
import fc from 'fast-check';
import t from 'tap';
import { markNotificationsSeen } from '../../src/notifications/commands/mark-notifications-seen.ts';
import { countUnreadNotifications } from '../../src/notifications/queries/count-unread-notifications.ts';
import { listNotifications } from '../../src/notifications/queries/list-notifications.ts';
import { storeNotification } from '../../src/notifications/rows/store-notification.ts';
import { addMembers } from '../../src/rooms/commands/add-members.ts';
import { deleteMessage } from '../../src/rooms/commands/delete-message.ts';
import { deleteRoom } from '../../src/rooms/commands/delete-room.ts';
import { editMessage } from '../../src/rooms/commands/edit-message.ts';
import { markSeen } from '../../src/rooms/commands/mark-seen.ts';
import { removeMember } from '../../src/rooms/commands/remove-member.ts';
import { type Fixture, startFixture } from '../support/start-fixture.ts';

/** A NATS connection that drops the notices of `markNotificationsSeen`. */
const silentBus = { isClosed: () => true } as NatsConnection;

const listAll = async (
  { db }: Fixture,
  userId: string,
  { limit = 100, isUnreadOnly = false } = {},
): Promise<StoredNotification[]> => {
  const listed: StoredNotification[] = [];
  let cursor: string | undefined;
  do {
    const page = await listNotifications({ db }, { userId, isUnreadOnly, limit, cursor });
    listed.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return listed;
};
const getIds = (notifications: readonly StoredNotification[]) => notifications.map(({ id }) => id);
const markSeenInList = ({ db }: Fixture, userId: string, seen: { ids: string[] } | { allBefore: string }) =>
  markNotificationsSeen({ db, nc: silentBus }, { userId, seen });
const storeDocument = async ({ db }: Fixture, userId: string, id: string) => {
  await storeNotification(db.prisma, {
    ...{ source: 'homework', producerId: id, delivery: '', recipients: 1, dead: 0 },
    document: { type: 'homework', to: [{ user_id: userId }] },
    targets: [{ target: userId, roomSeq: null }],
  });
};

t.test('MENTION-6: a mention is listed with its message, and the id of its live notification', async (t) => {
  const fixture = await startFixture(t);
  const [ada, bob] = [await fixture.user('Ada'), await fixture.user('Bob')];
  const groupId = await fixture.group(ada, [bob], 'Class 1');
  const directRoomId = await fixture.direct(ada, bob);
  await storeDocument(fixture, bob, 'before');
  const inGroup = await fixture.send(ada, groupId, `${'🎈'.repeat(198)} @Bob and @Ada`);
  const inDirectRoom = await fixture.send(ada, directRoomId, 'hello @Bob');
  const listed = await listAll(fixture, bob);
  t.match(listed, [
    {
      id: inDirectRoom.id.replace('msg', 'notif'),
      title: 'Ada mentioned you',
      data: { roomName: 'Ada & Bob' },
    },
    {
      ...{ id: inGroup.id.replace('msg', 'notif'), type: 'mention', title: 'Ada mentioned you in Class 1' },
      ...{ body: `${'🎈'.repeat(198)} @`, url: null, urgency: 'normal', source: 'KCS Chat', seen_at: null },
      created_at: inGroup.created_at,
      data: {
        ...{ roomId: groupId, roomName: 'Class 1', messageId: inGroup.id, messageSeq: inGroup.seq },
        ...{ senderId: ada, senderName: 'Ada' },
      },
    },
    { type: 'homework', source: 'homework' },
  ]);
  t.same(await listAll(fixture, ada), [], 'nobody is notified of an own mention');
});

t.test(
  'MENTION-6: reading the message or marking the mention makes it seen, and an edit keeps that',
  async (t) => {
    const fixture = await startFixture(t);
    const [ada, bob, cyd] = [await fixture.user('Ada'), await fixture.user('Bob'), await fixture.user('Cyd')];
    const roomId = await fixture.group(ada, [bob, cyd]);
    const sent = [];
    for (const n of [1, 2, 3, 4]) sent.push(await fixture.send(ada, roomId, `@Bob ${n}`));
    const [first, second, third, fourth] = sent.map(({ id }) => id.replace('msg', 'notif')) as [
      ...({ length: 4 } & string[]),
    ];
    const getSeenIds = async () =>
      getIds((await listAll(fixture, bob)).filter(({ seen_at }) => seen_at !== null));
    t.equal(await markSeenInList(fixture, bob, { ids: [third as string] }), 3);
    t.equal(await markSeenInList(fixture, cyd, { ids: [fourth as string] }), 0, 'of another user');
    t.same(await getSeenIds(), [third]);
    await editMessage(fixture.deps, {
      ...{ userId: ada, messageId: sent[2]?.id ?? '', content: '@Bob 3, and @Cyd' },
    });
    t.same(await getSeenIds(), [third]);
    const [mentionOfCyd] = await listAll(fixture, cyd);
    t.match(mentionOfCyd, { id: third, seen_at: null });
    t.ok((mentionOfCyd?.created_at ?? '') > String(sent[3]?.created_at), 'the time of the edit');
    await markSeen(fixture.deps, { userId: bob, roomId, upTo: { seq: sent[0]?.seq ?? 0 } });
    t.same(await getSeenIds(), [third, first]);
    t.equal(await markSeenInList(fixture, bob, { allBefore: second as string }), 1);
    t.same(await getSeenIds(), [third, second, first]);
    t.same(getIds(await listAll(fixture, bob, { isUnreadOnly: true })), [fourth]);
    const [membership] = await fixture.db.prisma.$queryRaw<[{ last_seen_seq: number }]>`
    SELECT last_seen_seq FROM room_members WHERE room_id = ${roomId} AND user_id = ${bob}`;
    t.equal(membership.last_seen_seq, sent[0]?.seq, 'the list does not move the read cursor');
    await t.rejects(markSeenInList(fixture, ada, { allBefore: second as string }), {
      code: 'NOTIFICATION_NOT_FOUND',
    });
  },
);

const STEP_KINDS = [
  'mention',
  'document',
  'edit',
  'delete',
  'read',
  'mark',
  'mark-all',
  'leave',
  'return',
] as const;
const stepArbitrary = fc.record({
  kind: fc.constantFrom(...STEP_KINDS, 'mention' as const, 'document' as const),
  what: fc.nat({ max: 1_000 }),
});
type RandomStep = typeof stepArbitrary extends fc.Arbitrary<infer Step> ? Step : never;

t.test(
  'NOTIFY-8, MENTION-6: after random changes, the pages contain each notification and visible mention once, newest first',
  async (t) => {
    const fixture = await startFixture(t);
    const ada = await fixture.user('Ada');
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepArbitrary, { minLength: 10, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, limit) => {
          const bob = await fixture.user('Bob');
          const roomIds = [await fixture.group(ada, [bob]), await fixture.direct(ada, bob)];
          for (const step of steps) await performStep(fixture, { ada, bob, roomIds }, step);
          await assertListIsRight(fixture, bob, limit);
          await deleteRoom(fixture.deps, { userId: ada, roomId: roomIds[0] ?? '' });
          await assertListIsRight(fixture, bob, limit);
        },
      ),
      { numRuns: 8, endOnFailure: true },
    );
    t.pass('for every sequence of changes');
  },
);

interface People {
  readonly ada: string;
  readonly bob: string;
  readonly roomIds: readonly string[];
}

async function performStep(fixture: Fixture, { ada, bob, roomIds }: People, { kind, what }: RandomStep) {
  const { deps, db } = fixture;
  const roomId = roomIds[what % 2] ?? '';
  const content = `hello @[${what % 3 === 0 ? ada : bob}]`;
  const messages = await db.prisma.$queryRaw<{ id: string; seq: number }[]>`
    SELECT id, seq FROM messages WHERE room_id = ${roomId} AND deleted_at IS NULL ORDER BY seq`;
  const message = messages[what % Math.max(1, messages.length)];
  const listed = await listAll(fixture, bob);
  const notification = listed[what % Math.max(1, listed.length)];
  switch (kind) {
    case 'mention':
      return fixture.send(ada, roomId, content);
    case 'document':
      return storeDocument(fixture, bob, `${bob} ${what} ${Math.random()}`);
    case 'edit':
      return message && editMessage(deps, { userId: ada, messageId: message.id, content });
    case 'delete':
      return message && deleteMessage(deps, { userId: ada, messageId: message.id });
    case 'read':
      return markSeen(deps, { userId: bob, roomId, upTo: { seq: message?.seq ?? 1 } }).catch(
        ignoreFormerMember,
      );
    case 'mark':
      return notification && markSeenInList(fixture, bob, { ids: [notification.id] });
    case 'mark-all':
      return notification && what % 4 === 0 && markSeenInList(fixture, bob, { allBefore: notification.id });
    case 'leave':
      return removeMember(deps, { userId: bob, roomId, memberId: bob }).catch(ignoreFormerMember);
    case 'return':
      return addMembers(deps, { userId: ada, roomId: roomIds[0] ?? '', userIds: [bob] });
    default:
      return kind satisfies never;
  }
}

function ignoreFormerMember(error: { code?: string }): void {
  if (error.code !== 'ROOM_NOT_FOUND') throw error;
}

async function assertListIsRight(fixture: Fixture, userId: string, limit: number): Promise<void> {
  const expectedRows = await fixture.db.prisma.$queryRaw<{ id: string; read: boolean }[]>`
    SELECT replace(t.id, 'msg_', 'notif_') AS id, t.seq <= m.last_seen_seq AS read
    FROM messages t
    JOIN rooms r ON r.id = t.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = t.room_id AND m.user_id = ${userId} AND m.hidden_at IS NULL
    WHERE ${userId} = ANY (t.mentions) AND t.sender_id <> ${userId} AND t.deleted_at IS NULL AND t.seq > m.joined_seq
    UNION ALL
    SELECT notification_id, false FROM notification_targets WHERE target = ${userId}`;
  const listed = await listAll(fixture, userId, { limit });
  const unread = await listAll(fixture, userId, { limit, isUnreadOnly: true });
  const sortKeys = listed.map(({ created_at, id }) => created_at + id);
  const facts = {
    ids: getIds(listed).sort(),
    isSorted: String(sortKeys) === String([...sortKeys].sort().reverse()),
    unreadIds: getIds(unread),
    unreadCount: await countUnreadNotifications(fixture.db.prisma, userId),
    unseenReadIds: expectedRows.filter(({ id, read }) => read && getIds(unread).includes(id)),
  };
  const unseen = getIds(listed.filter(({ seen_at }) => seen_at === null));
  const expectedFacts = {
    ids: expectedRows.map(({ id }) => id).sort(),
    isSorted: true,
    unreadIds: unseen,
    unreadCount: unseen.length,
    unseenReadIds: [],
  };
  if (JSON.stringify(facts) !== JSON.stringify(expectedFacts))
    throw new Error(`wrong list: ${JSON.stringify({ facts, expectedFacts }, null, 1)}`);
}
