import t from 'tap';
import { addMembers } from '../../src/rooms/commands/add-members.ts';
import { markSeen } from '../../src/rooms/commands/mark-seen.ts';
import { removeMember } from '../../src/rooms/commands/remove-member.ts';
import { type ListMessagesOptions, listMessages } from '../../src/rooms/queries/list-messages.ts';
import { listReceipts } from '../../src/rooms/queries/list-receipts.ts';
import { readMessage } from '../../src/rooms/queries/read-message.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('members can read messages and receipts', async (t) => {
  const fixture = await startFixture(t);
  const { deps } = fixture;
  const ada = await fixture.user('Ada');
  const bob = await fixture.user('Bob');

  t.test('messages before, after, or around a given seq are listed newest first', async (t) => {
    const roomId = await fixture.group(ada, [bob]);
    for (let i = 0; i < 10; i++) await fixture.send(ada, roomId, `message ${i}`);
    const listSeqs = async (more: Partial<ListMessagesOptions>) => {
      const page = await listMessages(deps, { userId: bob, roomId, limit: 4, ...more });
      return { seqs: page.items.map((json) => JSON.parse(json).seq), next: page.nextCursor };
    };
    t.same(await listSeqs({}), { seqs: [11, 10, 9, 8], next: '8' });
    t.same(await listSeqs({ cursor: '8' }), { seqs: [7, 6, 5, 4], next: '4' });
    t.same(await listSeqs({ cursor: '4' }), { seqs: [3, 2], next: null });
    t.same(await listSeqs({ before: 5 }), { seqs: [4, 3, 2], next: null });
    t.same(await listSeqs({ after: 5 }), { seqs: [9, 8, 7, 6], next: '9' });
    t.same(await listSeqs({ after: 5, cursor: '9' }), { seqs: [11, 10], next: null });
    t.same((await listSeqs({ around: 6 })).seqs, [7, 6, 5, 4]);
    t.same(
      (await listSeqs({ around: 11 })).seqs,
      [11, 10, 9, 8],
      'at either end, messages from the other side fill the page',
    );
    await t.rejects(listSeqs({ before: 5, after: 1 }), { code: 'VALIDATION_FAILED' });
    await t.rejects(listSeqs({ cursor: 'x' }), { code: 'VALIDATION_FAILED' });
    await t.rejects(listSeqs({ userId: await fixture.user() }), { code: 'ROOM_NOT_FOUND' });
  });

  t.test('only members can read a message', async (t) => {
    const roomId = await fixture.group(ada, [bob]);
    const message = await fixture.send(ada, roomId);
    t.same(JSON.parse(await readMessage(deps, { userId: bob, messageId: message.id })), message);
    await removeMember(deps, { userId: ada, roomId, memberId: bob });
    await t.rejects(readMessage(deps, { userId: bob, messageId: message.id }), { code: 'MESSAGE_NOT_FOUND' });
  });

  t.test(
    'receipts list the members who have seen a message, except its sender and anyone who joined later',
    async (t) => {
      const cyd = await fixture.user('Cyd');
      const roomId = await fixture.group(ada, [bob, cyd]);
      const { id: messageId, seq } = await fixture.send(ada, roomId);
      const readReceipts = async () => {
        const page = await listReceipts(deps, { userId: ada, messageId, limit: 50 });
        return page.items.map((json) => JSON.parse(json));
      };
      t.same(await readReceipts(), []);
      await markSeen(deps, { userId: cyd, roomId, upTo: { seq } });
      await addMembers(deps, { userId: ada, roomId, userIds: [await fixture.user('Dan')] });
      t.same(await readReceipts(), [{ user_id: cyd, name: 'Cyd', last_seen_seq: seq }]);
    },
  );
});
