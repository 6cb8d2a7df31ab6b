import { inspect, isDeepStrictEqual } from 'node:util';
import type { ChatError } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { addMembers } from '../../src/rooms/commands/add-members.ts';
import { addReaction, removeReaction } from '../../src/rooms/commands/change-reactions.ts';
import { deleteMessage } from '../../src/rooms/commands/delete-message.ts';
import { editMessage } from '../../src/rooms/commands/edit-message.ts';
import { removeMember } from '../../src/rooms/commands/remove-member.ts';
import { renameRoom } from '../../src/rooms/commands/rename-room.ts';
import { sendMessage } from '../../src/rooms/commands/send-message.ts';
import { listMessages } from '../../src/rooms/queries/list-messages.ts';
import { type Fixture, startFixture } from '../support/start-fixture.ts';

const STEP_KINDS = [
  'send',
  'repeat',
  'reply',
  'edit',
  'delete',
  'react',
  'unreact',
  'rename',
  'add',
  'remove',
] as const;
type RandomStep = { kind: (typeof STEP_KINDS)[number]; who: number; what: number };
const stepArbitrary = fc.record<RandomStep>({
  kind: fc.constantFrom(...STEP_KINDS),
  who: fc.nat({ max: 3 }),
  what: fc.nat({ max: 4 }),
});

/** Ignores the errors that a command may throw for random input. Any other error is a bug. */
const ignoreRefusal = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((error: ChatError) => {
    const expectedErrorCodes = [
      'FORBIDDEN',
      'CONFLICT',
      'ROOM_NOT_FOUND',
      'MESSAGE_NOT_FOUND',
      'MEMBER_NOT_FOUND',
    ];
    if (!expectedErrorCodes.includes(error.code)) throw error;
  });
};

t.test(
  'after random concurrent commands, replaying the log gives the same state as the queries',
  async (t) => {
    const fixture = await startFixture(t);
    const depsOfReplicas = [fixture.deps, fixture.replica()];
    const userIds = await Promise.all(['Ada', 'Bob', 'Cyd', 'Dan'].map((name) => fixture.user(name)));
    const userIdAt = (n: number): string => userIds[n] ?? '';

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(stepArbitrary, { minLength: 1, maxLength: 8 }), { maxLength: 6 }),
        async (rounds) => {
          const roomId = await fixture.group(userIdAt(0), userIds.slice(0, 3));
          const firstMessage = await fixture.send(userIdAt(0), roomId, 'first');
          const messageIds = [firstMessage.id];
          for (const round of rounds) {
            await Promise.all(
              round.map((one, i) =>
                ignoreRefusal(performStep(fixture, depsOfReplicas[i % 2], roomId, messageIds, one, userIdAt)),
              ),
            );
          }
          await assertReplayMatchesQueries(fixture, roomId);
        },
      ),
      { numRuns: 25, endOnFailure: true },
    );
    t.pass('seqs are gapless, and replaying the log gives the same state as the queries');
  },
);

async function performStep(
  fixture: Fixture,
  deps = fixture.deps,
  roomId: string,
  messageIds: string[],
  { kind, who, what }: RandomStep,
  personAt: (n: number) => string,
): Promise<unknown> {
  const userId = personAt(who);
  const messageId = messageIds[what % messageIds.length] ?? '';
  const sendAsUser = async (more: object) => {
    const { created, message } = await sendMessage(deps, { userId, roomId, content: `by ${who}`, ...more });
    if (created) messageIds.push(JSON.parse(message).id);
  };
  switch (kind) {
    case 'send':
      return sendAsUser({});
    case 'repeat':
      return sendAsUser({ client_msg_id: `k${what}` });
    case 'reply':
      return sendAsUser({ reply_to_id: messageId });
    case 'edit':
      return editMessage(deps, { userId, messageId, content: `edited ${what}` });
    case 'delete':
      return deleteMessage(deps, { userId, messageId });
    case 'react':
      return addReaction(deps, { userId, messageId, emoji: what % 2 ? '👍' : '🎉' });
    case 'unreact':
      return removeReaction(deps, { userId, messageId, emoji: what % 2 ? '👍' : '🎉' });
    case 'rename':
      return renameRoom(deps, { userId, roomId, name: `Room ${what}` });
    case 'add':
      return addMembers(deps, { userId, roomId, userIds: [personAt(what % 4)] });
    case 'remove':
      return removeMember(deps, { userId, roomId, memberId: personAt(what % 4) });
    default:
      return kind satisfies never;
  }
}

/** Replays the room's log from its start. Asserts that the result equals what the queries return. */
async function assertReplayMatchesQueries(fixture: Fixture, roomId: string): Promise<void> {
  const roomLog = await fixture.log(roomId);
  const room = await fixture.db.prisma.room.findUniqueOrThrow({
    where: { id: roomId },
    include: { members: true },
  });
  const seqs = roomLog.map(({ seq }) => seq);
  if (seqs.some((seq, i) => seq !== i + 1) || seqs.length !== room.lastSeq)
    throw new Error(`The log has a gap or a repeated seq: ${seqs}.`);

  const messagesById = new Map<string, Record<string, unknown>>();
  const rolesByUserId = new Map<string, string>();
  for (const { kind, data } of roomLog) {
    if (kind === 'message-created' || kind === 'message-updated')
      messagesById.set(String(data.id), omitExcerptText(data));
    if (kind === 'message-deleted') messagesById.delete(String(data.messageId));
    if (kind !== 'members-changed') continue;
    const memberChanges = data as { added: MemberWithRole[]; changed: MemberWithRole[]; removed: string[] };
    for (const { userId, role } of [...memberChanges.added, ...memberChanges.changed])
      rolesByUserId.set(userId, role);
    for (const userId of memberChanges.removed) rolesByUserId.delete(userId);
  }
  assertEqual(rolesByUserId, new Map(room.members.map(({ userId, role }) => [userId, role])), 'roles');
  assertEqual(room.memberCount, room.members.length, 'member count');
  const readerId = room.members[0]?.userId;
  if (readerId === undefined) return;
  const messagePage = await listMessages(fixture.deps, { userId: readerId, roomId, limit: 500 });
  const liveMessages = messagePage.items
    .map((json) => JSON.parse(json))
    .filter(({ deleted_at }) => deleted_at === null);
  assertEqual(
    new Map(liveMessages.map((message) => [message.id, omitOwnReactionFlags(omitExcerptText(message))])),
    messagesById,
    'messages',
  );
  if (!room.members.some(({ role }) => role === 'owner')) throw new Error('The room has no owner.');
}

type MemberWithRole = { userId: string; role: string };

/**
 * Returns a message without the text of its reply excerpt. If the parent message has been edited, the excerpt in the
 * replayed log still has the old text.
 */
const omitExcerptText = (message: Record<string, unknown>): Record<string, unknown> => {
  const parentExcerpt = message.reply_to as { id: string; excerpt: string | null } | null;
  return {
    ...message,
    reply_to: parentExcerpt && { id: parentExcerpt.id, deleted: parentExcerpt.excerpt === null },
  };
};

/** Returns the message without the `mine` field of its reactions, because events do not contain this field (MSG-16). */
const omitOwnReactionFlags = (message: Record<string, unknown>): Record<string, unknown> => {
  const reactions = message.reactions as { mine: boolean }[];
  return { ...message, reactions: reactions.map(({ mine: _mine, ...reaction }) => reaction) };
};

function assertEqual(actual: unknown, expected: unknown, name: string): void {
  if (!isDeepStrictEqual(actual, expected))
    throw new Error(`Expected ${name} to be ${inspect(expected)}, but it is ${inspect(actual)}.`);
}
