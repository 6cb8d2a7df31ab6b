import fc from 'fast-check';
import t from 'tap';
import { addMembers } from '../../src/rooms/commands/add-members.ts';
import { deleteMessage } from '../../src/rooms/commands/delete-message.ts';
import { editMessage } from '../../src/rooms/commands/edit-message.ts';
import { markSeen } from '../../src/rooms/commands/mark-seen.ts';
import { removeMember } from '../../src/rooms/commands/remove-member.ts';
import { listRooms } from '../../src/rooms/queries/list-rooms.ts';
import { storeMessages } from '../../src/rooms/sending/store-messages.ts';
import { fillSearchIndex } from '../../src/upkeep/fill-search-index.ts';
import { type Fixture, startFixture } from '../support/start-fixture.ts';

type RandomStep = {
  kind: 'send' | 'burst' | 'read' | 'edit' | 'delete' | 'leave' | 'return' | 'count';
  who: number;
  what: number;
};
const STEP_KINDS = ['send', 'burst', 'read', 'edit', 'delete', 'leave', 'return', 'count'] as const;
const stepArbitrary = fc.record<RandomStep>({
  kind: fc.constantFrom(...STEP_KINDS),
  who: fc.nat({ max: 2 }),
  what: fc.nat({ max: 10_000 }),
});
const UNREAD_CAP = 50;

t.test(
  'UNREAD-1, MENTION-3: after random concurrent commands, stored unread counts equal a recount',
  async (t) => {
    const fixture = await startFixture(t);
    const userIds = await Promise.all(['Ada', 'Bob', 'Cyd'].map((name) => fixture.user(name)));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(stepArbitrary, { minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 8 }),
        async (rounds) => {
          const roomId = await fixture.group(userIds[0] ?? '', userIds.slice(1));
          for (const round of rounds) {
            await Promise.all(
              round.map((one) => performStep(fixture, roomId, userIds, one).catch(ignoreRefusal)),
            );
            await assertCountsEqualRecount(fixture, roomId);
          }
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
    t.pass('in every room');
  },
);

async function performStep(
  fixture: Fixture,
  roomId: string,
  people: readonly string[],
  { kind, who, what }: RandomStep,
) {
  const { deps, db } = fixture;
  const userId = people[who] ?? '';
  const content = what % 3 === 0 ? `hello @${['Ada', 'Bob', 'Cyd'][what % 2]}` : 'hello';
  const chooseMessage = async () => {
    const messageRows = await db.prisma.$queryRaw<{ id: string; sender_id: string }[]>`
      SELECT id, sender_id FROM messages WHERE room_id = ${roomId} ORDER BY seq DESC OFFSET ${what % 100} LIMIT 1`;
    return messageRows[0];
  };
  switch (kind) {
    case 'send':
      return fixture.send(userId, roomId, content);
    case 'burst': {
      const messageFields = {
        room_id: roomId,
        sender_id: userId,
        content: 'hello',
        message_type: 'text',
        reply_to_id: null,
      };
      const burstMessages = Array.from({ length: 40 }, (_, n) => ({
        ...messageFields,
        id: `msg_${String(what).padStart(6, '0')}${who}${Math.random().toString(36).slice(2, 14).padEnd(12, '0')}${String(n).padStart(7, '0')}`,
        client_msg_id: null,
        metadata: null,
        mentions: n % 10 === 0 ? [...people] : [],
      }));
      return storeMessages(db, burstMessages);
    }
    case 'read': {
      const [room] = await db.prisma.$queryRaw<
        [{ last_seq: number }]
      >`SELECT last_seq FROM rooms WHERE id = ${roomId}`;
      return markSeen(deps, { userId, roomId, upTo: { seq: 1 + (what % room.last_seq) } });
    }
    case 'edit':
    case 'delete': {
      const message = await chooseMessage();
      if (!message) return;
      const changeInput = { userId: message.sender_id, messageId: message.id };
      return kind === 'edit'
        ? editMessage(deps, { ...changeInput, content })
        : deleteMessage(deps, changeInput);
    }
    case 'leave':
      return who === 0
        ? undefined
        : removeMember(deps, { userId: people[0] ?? '', roomId, memberId: userId });
    case 'return':
      return addMembers(deps, { userId: people[0] ?? '', roomId, userIds: [userId] });
    case 'count':
      return fillSearchIndex(db);
    default:
      return kind satisfies never;
  }
}

/** Ignores the errors that a command may throw for random input. Any other error is a bug. */
function ignoreRefusal(error: { code?: string }): void {
  if (
    !['FORBIDDEN', 'CONFLICT', 'ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'MEMBER_NOT_FOUND'].includes(
      error.code ?? '',
    )
  )
    throw error;
}

async function assertCountsEqualRecount({ db }: Fixture, roomId: string): Promise<void> {
  const differences = await db.prisma.$queryRaw<unknown[]>`
    SELECT m.user_id, m.last_seen_seq, u.unread, u.mentioned, r.unread AS right_unread, r.mentioned AS right_mentioned
    FROM room_members m,
      LATERAL unread_of(m.room_id, m.user_id, m.last_seen_seq, ${UNREAD_CAP}::integer) u,
      LATERAL (
        SELECT least(count(*), ${UNREAD_CAP}) AS unread, least(count(*) FILTER (WHERE m.user_id = ANY (t.mentions)), ${UNREAD_CAP}) AS mentioned
        FROM messages t
        WHERE t.room_id = m.room_id AND t.seq > m.last_seen_seq AND t.deleted_at IS NULL AND t.sender_id <> m.user_id
      ) r
    WHERE m.room_id = ${roomId} AND (u.unread <> r.unread OR u.mentioned <> r.mentioned)`;
  if (differences.length > 0)
    throw new Error(
      `wrong counts: ${JSON.stringify(differences, (_, value) => (typeof value === 'bigint' ? Number(value) : value))}`,
    );
}

t.test('MENTION-3: a mention behind 1,000 unread messages is counted', async (t) => {
  const fixture = await startFixture(t);
  const { db } = fixture;
  const [ada, bob] = await Promise.all([fixture.user('Ada'), fixture.user('Bob')]);
  const roomId = await fixture.group(ada, [bob]);
  await db.prisma.$executeRaw`
    INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type)
    SELECT 'msg_' || lpad(n::text, 26, '0'), ${roomId}, ${ada}, 'Ada', 1 + n, 'hello', 'text' FROM generate_series(1, 1000) n`;
  await db.prisma.$executeRaw`UPDATE rooms SET last_seq = last_seq + 1000 WHERE id = ${roomId}`;
  const lastMessage = await fixture.send(ada, roomId, 'hello @Bob');
  const readUnreadAndMentionCounts = async () => {
    const { items } = await listRooms({ db }, { userId: bob, limit: 1 });
    const { unread_count, mention_count } = JSON.parse(items[0] ?? '');
    return [unread_count, mention_count];
  };
  t.same(await readUnreadAndMentionCounts(), [1_000, 1], 'before the messages are counted');
  await fillSearchIndex(db);
  t.same(await readUnreadAndMentionCounts(), [1_000, 1], 'after the messages are counted');
  await editMessage(fixture.deps, { userId: ada, messageId: lastMessage.id, content: 'hello' });
  t.same(await readUnreadAndMentionCounts(), [1_000, 0], 'an edit removes the mention');
  await editMessage(fixture.deps, { userId: ada, messageId: lastMessage.id, content: 'hello @Bob again' });
  t.same(await readUnreadAndMentionCounts(), [1_000, 1], 'an edit adds a mention');
  await markSeen(fixture.deps, { userId: bob, roomId, upTo: { seq: 1_001 } });
  t.same(await readUnreadAndMentionCounts(), [1, 1]);
  await deleteMessage(fixture.deps, { userId: ada, messageId: lastMessage.id });
  t.same(await readUnreadAndMentionCounts(), [0, 0], 'a deleted message is neither unread nor a mention');
});
