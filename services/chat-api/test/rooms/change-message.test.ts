import { LIMITS, Message } from '@kcs/contracts';
import { compileSchema } from '@kcs/service-kit';
import t from 'tap';
import { addMembers } from '../../src/rooms/commands/add-members.ts';
import { deleteMessage } from '../../src/rooms/commands/delete-message.ts';
import { editMessage } from '../../src/rooms/commands/edit-message.ts';
import { react, unreact } from '../../src/rooms/commands/react.ts';
import { startWorld } from '../support/start-rooms.ts';

t.test('changing messages', async (t) => {
  const world = await startWorld(t);
  const { deps, db } = world;
  const ada = await world.user('Ada');
  const bob = await world.user('Bob');
  const roomId = await world.group(ada, [bob]);
  const lastEvent = async () => (await world.log(roomId)).at(-1);
  const check = compileSchema(Message);

  t.test('the sender edits; the number of the creation stays, the edit takes the next', async (t) => {
    const { id, seq } = await world.send(bob, roomId, 'helo', { metadata: { kept: true } });
    const edited = JSON.parse(
      await editMessage(deps, { userId: bob, messageId: id, content: ' hello @Ada ' }),
    );
    t.match(edited, { id, seq, content: 'hello @Ada', mentions: [ada], metadata: { kept: true } });
    t.match(edited.edited_at, /Z$/);
    t.doesNotThrow(() => check(edited));
    t.same(await lastEvent(), { seq: seq + 1, kind: 'message-updated', data: edited });
    const bare = JSON.parse(
      await editMessage(deps, { userId: bob, messageId: id, content: 'x', metadata: null }),
    );
    t.equal(bare.metadata, null);
  });

  t.test('nobody else edits, not even the owner; strangers do not learn that it exists', async (t) => {
    const { id } = await world.send(bob, roomId);
    const stranger = await world.user();
    await t.rejects(editMessage(deps, { userId: ada, messageId: id, content: 'x' }), { code: 'FORBIDDEN' });
    await t.rejects(editMessage(deps, { userId: stranger, messageId: id, content: 'x' }), {
      code: 'MESSAGE_NOT_FOUND',
    });
  });

  t.test('a deleted message keeps its place, and its text is gone from every stored event', async (t) => {
    const secret = 'the-secret-word';
    const message = await world.send(bob, roomId, secret, { metadata: { secret } });
    const reply = await world.send(ada, roomId, 'replying', { reply_to_id: message.id });
    await react(deps, { userId: ada, messageId: message.id, emoji: '👍' });
    await react(deps, { userId: bob, messageId: reply.id, emoji: '👍' });
    await editMessage(deps, { userId: bob, messageId: message.id, content: `${secret} again` });
    const text = await deleteMessage(deps, { userId: ada, messageId: message.id });
    const deleted = JSON.parse(text);
    t.match(deleted, { id: message.id, seq: message.seq, content: null, metadata: null, reactions: [] });
    t.match(deleted.deleted_at, /Z$/);
    t.doesNotThrow(() => check(deleted));
    const last = await lastEvent();
    t.match(last, {
      kind: 'message-deleted',
      data: { messageId: message.id, roomId, messageSeq: message.seq, deletedBy: ada },
    });
    const log = await world.log(roomId);
    t.notMatch(JSON.stringify(log), secret);
    const replyEvents = log.filter(({ data }) => data.id === reply.id);
    t.equal(replyEvents.length, 2, 'its creation and the reaction to it');
    for (const { data } of replyEvents) {
      t.match(data, { content: 'replying', reply_to: { id: message.id, excerpt: null } });
    }
    t.equal(await deleteMessage(deps, { userId: bob, messageId: message.id }), text, 'again: the same');
    t.same(await lastEvent(), last, 'and no number');
  });

  t.test('a deleted message takes no edit and no reaction', async (t) => {
    const { id } = await world.send(bob, roomId);
    await deleteMessage(deps, { userId: bob, messageId: id });
    await t.rejects(editMessage(deps, { userId: bob, messageId: id, content: 'x' }), { code: 'CONFLICT' });
    await t.rejects(react(deps, { userId: bob, messageId: id, emoji: '👍' }), { code: 'CONFLICT' });
  });

  t.test('deleting is for the sender, the owner and admins', async (t) => {
    const cyd = await world.user();
    await addMembers(deps, { userId: ada, roomId, userIds: [cyd] });
    const { id } = await world.send(ada, roomId);
    await t.rejects(deleteMessage(deps, { userId: cyd, messageId: id }), { code: 'FORBIDDEN' });
    const direct = await world.direct(ada, bob);
    const private_ = await world.send(bob, direct);
    await t.rejects(deleteMessage(deps, { userId: ada, messageId: private_.id }), { code: 'FORBIDDEN' });
  });

  t.test(
    'a reaction counts once per person, in the order of the first; no change takes no number',
    async (t) => {
      const { id, seq } = await world.send(bob, roomId);
      await react(deps, { userId: ada, messageId: id, emoji: '🎉' });
      await react(deps, { userId: bob, messageId: id, emoji: '👍' });
      const text = await react(deps, { userId: bob, messageId: id, emoji: '🎉' });
      t.same(JSON.parse(text).reactions, [
        { emoji: '🎉', count: 2, user_ids: [ada, bob] },
        { emoji: '👍', count: 1, user_ids: [bob] },
      ]);
      t.equal(await react(deps, { userId: bob, messageId: id, emoji: '🎉' }), text);
      t.equal((await lastEvent())?.seq, seq + 3);
      await unreact(deps, { userId: ada, messageId: id, emoji: '🎉' });
      await unreact(deps, { userId: ada, messageId: id, emoji: '🎉' });
      t.match(await lastEvent(), {
        seq: seq + 4,
        data: { reactions: [{ emoji: '👍' }, { emoji: '🎉', count: 1 }] },
      });
    },
  );

  t.test('a message bears a bounded number of kinds, and shows the first 50 people of each', async (t) => {
    const { id } = await world.send(bob, roomId);
    await db.prisma.reaction.createMany({
      data: Array.from({ length: 60 }, (_, i) => ({
        messageId: id,
        userId: `user_${String(i).padStart(26, '0')}`,
        emoji: 'e0',
        createdAt: new Date(1_000 + i),
      })),
    });
    for (let kind = 1; kind < LIMITS.REACTION_KINDS_PER_MESSAGE; kind++) {
      await react(deps, { userId: ada, messageId: id, emoji: `e${kind}` });
    }
    await t.rejects(react(deps, { userId: ada, messageId: id, emoji: 'more' }), { code: 'CONFLICT' });
    const { reactions } = JSON.parse(await react(deps, { userId: ada, messageId: id, emoji: 'e0' }));
    t.match(reactions[0], { emoji: 'e0', count: 61 });
    t.equal(reactions[0].user_ids.length, 50);
  });
});
