import { ChatError, Message } from '@kcs/contracts';
import { compileSchema, newId } from '@kcs/service-kit';
import t from 'tap';
import { removeMember } from '../../src/rooms/commands/remove-member.ts';
import { sendMessage } from '../../src/rooms/commands/send-message.ts';
import { setPostPolicy } from '../../src/rooms/commands/set-post-policy.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('members can send messages', async (t) => {
  const fixture = await startFixture(t);
  const { deps } = fixture;
  const ada = await fixture.user('Ada Lovelace');
  const bob = await fixture.user('Bob');
  const assertValidMessage = compileSchema(Message);

  t.test(
    'a message takes the next seq, is stored with all fields, and is offered to the outbox',
    async (t) => {
      const roomId = await fixture.group(ada, [bob]);
      const offeredEventCountBefore = fixture.offered.length;
      const message = await fixture.send(ada, roomId, '  Grüße 🎈 ', { metadata: { a: [1, { b: null }] } });
      t.match(message, {
        seq: 2,
        content: 'Grüße 🎈',
        sender_name: 'Ada Lovelace',
        message_type: 'text',
        metadata: { a: [1, { b: null }] },
        reply_to: null,
        reactions: [],
        edited_at: null,
      });
      t.doesNotThrow(() => assertValidMessage(message), 'it is a Message of the contract');
      const [, event] = await fixture.log(roomId);
      t.same(event, { seq: 2, kind: 'message-created', data: message }, 'the log contains the same message');
      t.match(fixture.offered.slice(offeredEventCountBefore), [{ roomId, seq: 2, kind: 'message-created' }]);
    },
  );

  t.test('a reply contains the first 100 code points of its parent', async (t) => {
    const roomId = await fixture.group(ada, [bob]);
    const parentMessage = await fixture.send(ada, roomId, '🎈'.repeat(150));
    const replyMessage = await fixture.send(bob, roomId, 'yes', { reply_to_id: parentMessage.id });
    t.same(replyMessage.reply_to, {
      id: parentMessage.id,
      sender_name: 'Ada Lovelace',
      excerpt: '🎈'.repeat(100),
    });
    const otherRoomId = await fixture.group(ada);
    await t.rejects(fixture.send(ada, otherRoomId, 'no', { reply_to_id: parentMessage.id }), {
      code: 'MESSAGE_NOT_FOUND',
    });
  });

  t.test('sending as a non-member or former member returns ROOM_NOT_FOUND and takes no seq', async (t) => {
    const roomId = await fixture.group(ada, [bob]);
    const stranger = await fixture.user();
    await t.rejects(fixture.send(stranger, roomId), { code: 'ROOM_NOT_FOUND' });
    await removeMember(deps, { userId: ada, roomId, memberId: bob });
    await t.rejects(fixture.send(bob, roomId), { code: 'ROOM_NOT_FOUND' });
    t.equal((await fixture.send(ada, roomId)).seq, 3, 'the seq after the removal');
  });

  t.test('a send that repeats a client_msg_id returns the first message', async (t) => {
    const roomId = await fixture.group(ada, [bob]);
    const messageInput = { userId: ada, roomId, content: 'once', client_msg_id: 'k1' };
    const firstResult = await sendMessage(deps, messageInput);
    const repeatedResult = await sendMessage(deps, { ...messageInput, content: 'twice' });
    t.ok(firstResult.created);
    t.notOk(repeatedResult.created);
    t.equal(repeatedResult.message, firstResult.message);
    const resultOfBob = await sendMessage(deps, { ...messageInput, userId: bob });
    t.ok(resultOfBob.created, 'another sender can use the same id');
    t.equal((await fixture.log(roomId)).length, 3);
  });

  t.test('a repeated send does not use the message budget and succeeds even above the limit', async (t) => {
    const roomId = await fixture.group(ada);
    let remainingSendCount = 1;
    const budgetStandIn = {
      // This stand-in counts a refused send as well, as the counter in Redis does.
      take: async () => {
        remainingSendCount -= 1;
        if (remainingSendCount < 0) throw new ChatError('RATE_LIMITED');
      },
      refund: async () => {
        remainingSendCount += 1;
      },
    };
    const limitedDeps = { ...deps, budget: budgetStandIn };
    const messageInput = { userId: ada, roomId, content: 'once', client_msg_id: 'k1' };
    await sendMessage(limitedDeps, messageInput);
    t.notOk((await sendMessage(limitedDeps, messageInput)).created, 'above the limit');
    await t.rejects(sendMessage(limitedDeps, { ...messageInput, client_msg_id: 'k2' }), {
      code: 'RATE_LIMITED',
    });
    remainingSendCount = 1;
    await sendMessage(limitedDeps, messageInput);
    t.equal(remainingSendCount, 1, 'below the limit it is refunded');
  });

  t.test(
    '100 concurrent sends with one client_msg_id on two replicas store one message and leave no gap',
    async (t) => {
      const roomId = await fixture.group(ada, [bob]);
      const depsOfReplicas = [deps, fixture.replica()];
      const sendResults = await Promise.all(
        Array.from({ length: 100 }, (_, i) => {
          const replicaDeps = depsOfReplicas[i % 2] ?? deps;
          return sendMessage(replicaDeps, {
            userId: ada,
            roomId,
            content: `try ${i}`,
            client_msg_id: 'same',
          });
        }),
      );
      t.equal(sendResults.filter(({ created }) => created).length, 1);
      t.equal(new Set(sendResults.map(({ message }) => message)).size, 1, 'all get the same message');
      t.equal((await fixture.send(bob, roomId)).seq, 3, 'the next message takes the next seq');
      t.same(
        (await fixture.log(roomId)).map(({ seq }) => seq),
        [1, 2, 3],
      );
    },
  );

  t.test('ROOM-14: a restricted sender is refused, and older versions know the status', async (t) => {
    const roomId = await fixture.group(ada, [bob]);
    await fixture.send(bob, roomId, 'first', { client_msg_id: 'k1' });
    await setPostPolicy(deps, { userId: ada, roomId, postPolicy: 'managers' });
    await setPostPolicy(deps, { userId: ada, roomId, postPolicy: 'managers' });
    t.equal((await fixture.log(roomId)).length, 3, 'an unchanged policy takes no seq');
    await t.rejects(fixture.send(bob, roomId), { code: 'POSTING_RESTRICTED' });
    const repeatedMessage = await fixture.send(bob, roomId, 'again', { client_msg_id: 'k1' });
    t.equal(repeatedMessage.content, 'first', 'a repeat still returns the first message');
    const batchItem = {
      i: 0,
      id: newId('msg'),
      room_id: roomId,
      sender_id: bob,
      content: 'x',
      message_type: 'text',
    };
    const statusRows = await fixture.db.prisma.$queryRaw`
      SELECT status FROM send_messages(${JSON.stringify([{ ...batchItem, mentions: [] }])}::jsonb)`;
    t.same(statusRows, [{ status: 'ROOM_NOT_FOUND' }]);
    t.equal((await fixture.send(ada, roomId)).seq, 4);
  });

  t.test('a refused send does not affect other sends in its batch', async (t) => {
    const roomId = await fixture.group(ada, [bob]);
    const stranger = await fixture.user();
    const sendResults = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => {
        const isRefused = i % 10 === 3;
        return sendMessage(deps, { userId: isRefused ? stranger : ada, roomId, content: `n ${i}` });
      }),
    );
    t.equal(sendResults.filter(({ status }) => status === 'rejected').length, 4);
    t.same(
      (await fixture.log(roomId)).map(({ seq }) => seq),
      Array.from({ length: 37 }, (_, i) => i + 1),
    );
  });

  t.test('sending content that PostgreSQL cannot store returns VALIDATION_FAILED', async (t) => {
    const roomId = await fixture.group(ada);
    const validationError = { code: 'VALIDATION_FAILED' };
    await t.rejects(fixture.send(ada, roomId, '   '), validationError);
    await t.rejects(fixture.send(ada, roomId, 'a\0b'), validationError);
    await t.rejects(fixture.send(ada, roomId, '\ud800'), validationError);
    await t.rejects(fixture.send(ada, roomId, 'x'.repeat(4001)), validationError);
    await t.rejects(fixture.send(ada, roomId, 'x', { client_msg_id: 'a\ud800' }), validationError);
    await t.rejects(fixture.group(ada, [], 'a\ud800'), validationError);
    await t.rejects(fixture.send(ada, roomId, 'x', { metadata: { a: '\0' } }), validationError);
    t.equal((await fixture.send(ada, roomId, '🎈'.repeat(4000))).seq, 2);
  });

  t.test('metadata with any numbers is accepted if its stored form has at most 8 KiB', async (t) => {
    const roomId = await fixture.group(ada);
    const extremeNumbers = Array.from({ length: 44 }, (_, i) => [-1.5e-7, 5e-324, 1e21, -1e308][i % 4] ?? 0);
    const metadata = { s: '1e308 \\"', n: extremeNumbers };
    const { id } = await fixture.send(ada, roomId, 'x', { metadata });
    const [stored] = await fixture.db.prisma.$queryRaw<{ text: string }[]>`
      SELECT metadata::text AS text FROM messages WHERE id = ${id}`;
    // Ignore the spaces that PostgreSQL adds to JSON, because they do not count toward the size limit of metadata.
    const remainingByteCount = 8192 - (stored?.text.replaceAll(', ', ',').replaceAll(': ', ':').length ?? 0);
    const createFilledMetadata = (more: number) => ({
      metadata: { ...metadata, s: metadata.s + 'x'.repeat(remainingByteCount + more) },
    });
    await t.resolves(fixture.send(ada, roomId, 'x', createFilledMetadata(0)));
    await t.rejects(fixture.send(ada, roomId, 'x', createFilledMetadata(1)), { code: 'VALIDATION_FAILED' });
  });

  t.test('members can be mentioned by name or id, and non-members cannot be mentioned', async (t) => {
    const roomId = await fixture.group(ada, [bob]);
    const outsider = await fixture.user('Eve');
    const message = await fixture.send(bob, roomId, `@ada lovelace and @Eve, also @[${bob}] @[${outsider}]`);
    t.same(message.mentions, [ada, bob]);
  });
});
