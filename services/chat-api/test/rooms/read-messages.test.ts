import t, { type Test } from 'tap';
import { addMembers } from '../../src/rooms/commands/add-members.ts';
import { deleteMessage } from '../../src/rooms/commands/delete-message.ts';
import { editMessage } from '../../src/rooms/commands/edit-message.ts';
import { markSeen } from '../../src/rooms/commands/mark-seen.ts';
import { removeMember } from '../../src/rooms/commands/remove-member.ts';
import {
  type ListMessagesOptions,
  listMessages,
  readMessage,
} from '../../src/rooms/queries/list-messages.ts';
import { listReceipts } from '../../src/rooms/queries/list-receipts.ts';
import { searchMessages } from '../../src/rooms/queries/search-messages.ts';
import { indexSearch } from '../../src/upkeep/index-search.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('reading messages', async (t) => {
  const fixture = await startFixture(t);
  const { deps } = fixture;
  const ada = await fixture.user('Ada');
  const bob = await fixture.user('Bob');

  t.test('messages before, after or around a seq are listed newest first', async (t) => {
    const roomId = await fixture.group(ada, [bob]);
    for (let i = 0; i < 10; i++) await fixture.send(ada, roomId, `message ${i}`);
    const list = async (more: Partial<ListMessagesOptions>) => {
      const page = await listMessages(deps, { userId: bob, roomId, limit: 4, ...more });
      return { seqs: page.items.map((json) => JSON.parse(json).seq), next: page.nextCursor };
    };
    t.same(await list({}), { seqs: [11, 10, 9, 8], next: '8' });
    t.same(await list({ cursor: '8' }), { seqs: [7, 6, 5, 4], next: '4' });
    t.same(await list({ cursor: '4' }), { seqs: [3, 2], next: null });
    t.same(await list({ before: 5 }), { seqs: [4, 3, 2], next: null });
    t.same(await list({ after: 5 }), { seqs: [9, 8, 7, 6], next: '9' });
    t.same(await list({ after: 5, cursor: '9' }), { seqs: [11, 10], next: null });
    t.same((await list({ around: 6 })).seqs, [7, 6, 5, 4]);
    t.same(
      (await list({ around: 11 })).seqs,
      [11, 10, 9, 8],
      'at either end, messages from the other side fill the page',
    );
    await t.rejects(list({ before: 5, after: 1 }), { code: 'VALIDATION_FAILED' });
    await t.rejects(list({ cursor: 'x' }), { code: 'VALIDATION_FAILED' });
    await t.rejects(list({ userId: await fixture.user() }), { code: 'ROOM_NOT_FOUND' });
  });

  t.test('only members can read a message', async (t) => {
    const roomId = await fixture.group(ada, [bob]);
    const message = await fixture.send(ada, roomId);
    t.same(JSON.parse(await readMessage(deps, { userId: bob, messageId: message.id })), message);
    await removeMember(deps, { userId: ada, roomId, memberId: bob });
    await t.rejects(readMessage(deps, { userId: bob, messageId: message.id }), { code: 'MESSAGE_NOT_FOUND' });
  });

  t.test(
    'receipts list members who have seen a message, except its sender and members who joined later',
    async (t) => {
      const cyd = await fixture.user('Cyd');
      const roomId = await fixture.group(ada, [bob, cyd]);
      const { id: messageId, seq } = await fixture.send(ada, roomId);
      const receipts = async () => {
        const page = await listReceipts(deps, { userId: ada, messageId, limit: 50 });
        return page.items.map((json) => JSON.parse(json));
      };
      t.same(await receipts(), []);
      await markSeen(deps, { userId: cyd, roomId, upTo: { seq } });
      await addMembers(deps, { userId: ada, roomId, userIds: [await fixture.user('Dan')] });
      t.same(await receipts(), [{ user_id: cyd, name: 'Cyd', last_seen_seq: seq }]);
    },
  );

  t.test('searching messages', async (t) => {
    const roomId = await fixture.group(ada, [bob], 'Garden');
    const hidden = await fixture.group(ada, [], 'Hidden');
    const texts = [
      'Der Kürbis wächst',
      '日本語のテスト',
      '100% sure_thing',
      'ПРИВЕТ мир',
      'kürbiskerne',
      'kernel',
    ];
    const sent: { id: string }[] = [];
    for (const text of texts) sent.push(await fixture.send(ada, roomId, text));
    await fixture.send(ada, hidden, 'kürbis hidden');
    const found = async (q: string, more: { roomId?: string; cursor?: string; limit?: number } = {}) => {
      const page = await searchMessages(deps, { userId: bob, limit: 50, q, ...more });
      return page.items.map((json) => JSON.parse(json).content);
    };

    const checkSearch = async (t: Test) => {
      t.test(
        "search finds parts of words in any script and case, newest first, only in the caller's rooms",
        async (t) => {
          t.same(await found('KÜRBIS'), ['kürbiskerne', 'Der Kürbis wächst']);
          t.same(await found('本語'), ['日本語のテスト']);
          t.same(await found('привет'), ['ПРИВЕТ мир']);
          t.same(await found('ern'), ['kernel', 'kürbiskerne']);
          t.same(await found('wächst der'), ['Der Kürbis wächst'], 'every word, in any order');
          t.same(await found('kürbis', { roomId }), ['kürbiskerne', 'Der Kürbis wächst']);
          await t.rejects(found('kürbis', { roomId: hidden }), { code: 'ROOM_NOT_FOUND' });
        },
      );

      t.test('search treats every character of the text literally', async (t) => {
        t.same(await found('0%'), ['100% sure_thing']);
        t.same(await found('e_t'), ['100% sure_thing']);
        t.same(await found('n_'), []);
        t.same(await found('\\'), []);
        t.same(await found('０％'), ['100% sure_thing']);
        t.same(
          [...(await found('n＿')), ...(await found('％n')), ...(await found('＼'))],
          [],
          'full-width characters too',
        );
      });

      t.test('search continues at the cursor, and returns the room name with each hit', async (t) => {
        const page = await searchMessages(deps, { userId: bob, limit: 1, q: 'kern' });
        t.match(JSON.parse(page.items[0] ?? ''), { content: 'kernel', room_name: 'Garden' });
        t.same(await found('kern', { cursor: page.nextCursor ?? '' }), ['kürbiskerne']);
      });
    };
    await t.test('search works before messages are indexed', checkSearch);
    await indexSearch(fixture.db);
    await t.test('search works with the index', checkSearch);
    await fixture.send(ada, roomId, 'kürbissuppe');
    t.same(
      await found('kürbis'),
      ['kürbissuppe', 'kürbiskerne', 'Der Kürbis wächst'],
      'indexed and new messages together',
    );

    t.test('search finds the new text of edited messages, and no deleted messages', async (t) => {
      await editMessage(deps, { userId: ada, messageId: sent[5]?.id ?? '', content: 'colonel' });
      await deleteMessage(deps, { userId: ada, messageId: sent[4]?.id ?? '' });
      t.same(await found('kern'), []);
      await indexSearch(fixture.db);
      t.same(await found('kern'), []);
      const left = await fixture.db.prisma
        .$queryRaw`SELECT FROM message_search WHERE folded LIKE '%kürbiskern%'`;
      t.same(left, [], 'the index does not contain it either');
      t.same(await found('colonel'), ['colonel']);
    });
  });
});
