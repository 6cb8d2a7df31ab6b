import t from 'tap';
import { addMembers } from '../../src/rooms/commands/add-members.ts';
import { deleteMessage } from '../../src/rooms/commands/delete-message.ts';
import { deleteRoom } from '../../src/rooms/commands/delete-room.ts';
import { editMessage } from '../../src/rooms/commands/edit-message.ts';
import { removeMember } from '../../src/rooms/commands/remove-member.ts';
import { fillSearchIndex } from '../../src/upkeep/fill-search-index.ts';
import { createSearcher } from '../support/create-searcher.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('a search finds only messages that the caller may read now', async (t) => {
  const fixture = await startFixture(t);
  const { deps, db } = fixture;
  const [ada, bob] = await Promise.all([fixture.user('Ada'), fixture.user('Bob')]);
  const roomId = await fixture.group(ada, [bob]);
  const search = createSearcher(fixture, bob);
  const editedMessage = await fixture.send(ada, roomId, 'a kernel, edited later');
  const deletedMessage = await fixture.send(ada, roomId, 'a kernel, deleted later');

  for (const indexed of [false, true]) {
    await t.test(
      `a search ${indexed ? 'with' : 'without'} the index reflects edits and deletions`,
      async (t) => {
        await editMessage(deps, {
          userId: ada,
          messageId: editedMessage.id,
          content: `colonel ${indexed}, see http://x.example`,
        });
        if (indexed) await fillSearchIndex(db);
        else await deleteMessage(deps, { userId: ada, messageId: deletedMessage.id });
        t.same(await search('kernel'), []);
        t.same(await search(`colonel ${indexed}`), [`colonel ${indexed}, see http://x.example`]);
        t.same(await search('has:link'), [`colonel ${indexed}, see http://x.example`]);
      },
    );
  }

  await t.test('deleting a message removes all of its text from the search index', async (t) => {
    const secretMessage = await fixture.send(ada, roomId, 'a secret zebra');
    await fillSearchIndex(db);
    t.same(await search('zebra'), ['a secret zebra']);
    await deleteMessage(deps, { userId: ada, messageId: secretMessage.id });
    t.same(await search('zebra'), []);
    const remainingIndexEntries = await db.prisma.$queryRaw`
      SELECT FROM search_entries WHERE message_id = ${secretMessage.id} OR folded LIKE '%zebra%'`;
    t.same(remainingIndexEntries, []);
  });

  await t.test(
    'a removed member finds nothing in the room, and finds everything again after rejoining',
    async (t) => {
      await removeMember(deps, { userId: ada, roomId, memberId: bob });
      t.same(await search('colonel'), []);
      await addMembers(deps, { userId: ada, roomId, userIds: [bob] });
      t.equal((await search('colonel')).length, 1);
    },
  );

  await t.test('a search ignores deleted rooms', async (t) => {
    await deleteRoom(deps, { userId: ada, roomId });
    t.same(await search('colonel'), []);
  });
});

t.test(
  'after an import, new messages are found immediately, and imported ones are indexed newest first',
  async (t) => {
    const fixture = await startFixture(t);
    const { db } = fixture;
    const ada = await fixture.user('Ada');
    const roomId = await fixture.group(ada, []);
    await fillSearchIndex(db);
    await db.prisma.$executeRaw`
    INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type)
    SELECT 'msg_' || lpad(n::text, 26, '0'), ${roomId}, ${'user_else'}, 'Else', 1 + n, 'imported ' || n, 'text'
    FROM generate_series(1, 10500) n`;
    await db.prisma.$executeRaw`UPDATE rooms SET last_seq = last_seq + 10500 WHERE id = ${roomId}`;
    await fixture.send(ada, roomId, 'sent afterwards');
    const search = createSearcher(fixture, ada);
    t.same(await search('afterwards'), ['sent afterwards'], 'before it is indexed');

    await fillSearchIndex(db, AbortSignal.abort());
    t.same(await search('afterwards'), ['sent afterwards'], 'after one step');
    t.same(await search('10500'), ['imported 10500'], 'the newest imported message comes in the first step');
    t.same(await search('"imported 977"'), [], 'the oldest come later');
    await fillSearchIndex(db);
    const expectedContents = Array.from({ length: 10 }, (_, n) => `imported ${9_779 - n}`);
    t.same(await search('"imported 977"'), [...expectedContents, 'imported 977']);
    const indexEntryCounts = await db.prisma.$queryRaw`
    SELECT count(*)::integer, count(DISTINCT message_id)::integer AS messages FROM search_entries`;
    t.same(indexEntryCounts, [{ count: 10_501, messages: 10_501 }], 'each message is indexed once');
  },
);
