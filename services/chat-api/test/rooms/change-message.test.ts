import { LIMITS, Message } from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';
import t from 'tap';
import { addMembers } from '../../src/rooms/commands/add-members.ts';
import { addReaction, removeReaction } from '../../src/rooms/commands/change-reactions.ts';
import { deleteMessage } from '../../src/rooms/commands/delete-message.ts';
import { editMessage } from '../../src/rooms/commands/edit-message.ts';
import { startFixture } from '../support/start-fixture.ts';

/** 50 different emoji, starting at U+1F600. */
const DIFFERENT_EMOJI = Array.from({ length: LIMITS.REACTION_KINDS_PER_MESSAGE }, (_, n) =>
  String.fromCodePoint(0x1f600 + n),
);

t.test('messages can be edited, deleted, and reacted to', async (t) => {
  const fixture = await startFixture(t);
  const { deps, db } = fixture;
  const ada = await fixture.user('Ada');
  const bob = await fixture.user('Bob');
  const roomId = await fixture.group(ada, [bob]);
  const readLastEvent = async () => (await fixture.log(roomId)).at(-1);
  const assertValidMessage = compileSchema(Message);

  t.test('an edited message keeps its seq, and the edit event takes the next seq', async (t) => {
    const { id, seq } = await fixture.send(bob, roomId, 'helo', { metadata: { kept: true } });
    const editedMessage = JSON.parse(
      await editMessage(deps, { userId: bob, messageId: id, content: ' hello @Ada ' }),
    );
    t.match(editedMessage, { id, seq, content: 'hello @Ada', mentions: [ada], metadata: { kept: true } });
    t.match(editedMessage.edited_at, /Z$/);
    t.doesNotThrow(() => assertValidMessage(editedMessage));
    t.same(await readLastEvent(), { seq: seq + 1, kind: 'message-updated', data: editedMessage });
    const messageWithoutMetadata = JSON.parse(
      await editMessage(deps, { userId: bob, messageId: id, content: 'x', metadata: null }),
    );
    t.equal(messageWithoutMetadata.metadata, null);
  });

  t.test('only the sender can edit a message, and a non-member gets MESSAGE_NOT_FOUND', async (t) => {
    const { id } = await fixture.send(bob, roomId);
    const stranger = await fixture.user();
    await t.rejects(editMessage(deps, { userId: ada, messageId: id, content: 'x' }), { code: 'FORBIDDEN' });
    await t.rejects(editMessage(deps, { userId: stranger, messageId: id, content: 'x' }), {
      code: 'MESSAGE_NOT_FOUND',
    });
  });

  t.test('a deleted message keeps its seq, and its text is removed from every stored event', async (t) => {
    const secretWord = 'the-secret-word';
    const message = await fixture.send(bob, roomId, secretWord, { metadata: { secret: secretWord } });
    const reply = await fixture.send(ada, roomId, 'replying', { reply_to_id: message.id });
    await addReaction(deps, { userId: ada, messageId: message.id, emoji: '👍' });
    await addReaction(deps, { userId: bob, messageId: reply.id, emoji: '👍' });
    await editMessage(deps, { userId: bob, messageId: message.id, content: `${secretWord} again` });
    const deletedMessageJson = await deleteMessage(deps, { userId: ada, messageId: message.id });
    const deletedMessage = JSON.parse(deletedMessageJson);
    t.match(deletedMessage, {
      id: message.id,
      seq: message.seq,
      content: null,
      metadata: null,
      reactions: [],
    });
    t.match(deletedMessage.deleted_at, /Z$/);
    t.doesNotThrow(() => assertValidMessage(deletedMessage));
    const lastEvent = await readLastEvent();
    t.match(lastEvent, {
      kind: 'message-deleted',
      data: { messageId: message.id, roomId, messageSeq: message.seq, deletedBy: ada },
    });
    const roomLog = await fixture.log(roomId);
    t.notMatch(JSON.stringify(roomLog), secretWord);
    const replyEvents = roomLog.filter(({ data }) => data.id === reply.id);
    t.equal(replyEvents.length, 2, 'its creation and its reaction');
    for (const { data } of replyEvents) {
      t.match(data, { content: 'replying', reply_to: { id: message.id, excerpt: null } });
    }
    t.equal(
      await deleteMessage(deps, { userId: bob, messageId: message.id }),
      deletedMessageJson,
      'deleting again returns the same',
    );
    t.same(await readLastEvent(), lastEvent, 'and takes no seq');
  });

  t.test('a deleted message can neither be edited nor get reactions', async (t) => {
    const { id } = await fixture.send(bob, roomId);
    await deleteMessage(deps, { userId: bob, messageId: id });
    await t.rejects(editMessage(deps, { userId: bob, messageId: id, content: 'x' }), { code: 'CONFLICT' });
    await t.rejects(addReaction(deps, { userId: bob, messageId: id, emoji: '👍' }), { code: 'CONFLICT' });
  });

  t.test('only the sender, owners, and admins can delete a message', async (t) => {
    const cyd = await fixture.user();
    await addMembers(deps, { userId: ada, roomId, userIds: [cyd] });
    const { id } = await fixture.send(ada, roomId);
    await t.rejects(deleteMessage(deps, { userId: cyd, messageId: id }), { code: 'FORBIDDEN' });
    const directRoomId = await fixture.direct(ada, bob);
    const directMessage = await fixture.send(bob, directRoomId);
    await t.rejects(deleteMessage(deps, { userId: ada, messageId: directMessage.id }), { code: 'FORBIDDEN' });
  });

  t.test(
    'a reaction counts once per user, reactions are sorted by first use, and a repeated reaction takes no seq',
    async (t) => {
      const { id, seq } = await fixture.send(bob, roomId);
      await addReaction(deps, { userId: ada, messageId: id, emoji: '🎉' });
      await addReaction(deps, { userId: bob, messageId: id, emoji: '👍' });
      const messageJson = await addReaction(deps, { userId: bob, messageId: id, emoji: '🎉' });
      t.same(JSON.parse(messageJson).reactions, [
        { emoji: '🎉', count: 2, user_ids: [ada, bob], mine: true },
        { emoji: '👍', count: 1, user_ids: [bob], mine: true },
      ]);
      t.equal(await addReaction(deps, { userId: bob, messageId: id, emoji: '🎉' }), messageJson);
      t.equal((await readLastEvent())?.seq, seq + 3);
      await removeReaction(deps, { userId: ada, messageId: id, emoji: '🎉' });
      await removeReaction(deps, { userId: ada, messageId: id, emoji: '🎉' });
      t.match(await readLastEvent(), {
        seq: seq + 4,
        data: { reactions: [{ emoji: '👍' }, { emoji: '🎉', count: 1 }] },
      });
    },
  );

  t.test(
    'a message can have up to 50 different reactions, and shows the first 50 users of each',
    async (t) => {
      const { id } = await fixture.send(bob, roomId);
      await db.prisma.reaction.createMany({
        data: Array.from({ length: 60 }, (_, i) => ({
          messageId: id,
          userId: `user_${String(i).padStart(26, '0')}`,
          emoji: '👍',
          createdAt: new Date(1_000 + i),
        })),
      });
      for (let kind = 1; kind < LIMITS.REACTION_KINDS_PER_MESSAGE; kind++) {
        await addReaction(deps, { userId: ada, messageId: id, emoji: DIFFERENT_EMOJI[kind] ?? '' });
      }
      await t.rejects(addReaction(deps, { userId: ada, messageId: id, emoji: '🎈' }), { code: 'CONFLICT' });
      const { reactions } = JSON.parse(await addReaction(deps, { userId: ada, messageId: id, emoji: '👍' }));
      t.match(reactions[0], { emoji: '👍', count: 61 });
      t.equal(reactions[0].user_ids.length, 50);
    },
  );
});
