import t from 'tap';
import { fillSearchIndex } from '../../src/upkeep/fill-search-index.ts';
import { purgeMessagesBefore, purgeOldMessages } from '../../src/upkeep/purge-old-messages.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('old messages are deleted, and unread counts stay exact (MSG-18)', async (t) => {
  const { db, ...fixture } = await startFixture(t);
  const [ann, bob, cem] = [await fixture.user(), await fixture.user(), await fixture.user()];
  const roomId = await fixture.group(ann, [bob, cem]);
  const messages: { id: string; seq: number }[] = [];
  for (let number = 1; number <= 149; number += 1)
    messages.push(await fixture.send(ann, roomId, `message ${number}`));
  messages.push(await fixture.send(ann, roomId, 'a reply', { reply_to_id: messages[0]?.id }));
  const getMessage = (index: number) => messages.at(index) as { id: string; seq: number };
  await db.prisma.$executeRaw`
    UPDATE room_members SET last_seen_seq = ${getMessage(99).seq} WHERE user_id = ${cem} AND room_id = ${roomId}`;
  await db.prisma.$executeRaw`
    INSERT INTO reactions (message_id, user_id, emoji) VALUES (${getMessage(0).id}, ${bob}, '👍'), (${getMessage(149).id}, ${bob}, '👍')`;
  await db.prisma.$executeRaw`SELECT append_update_event(${roomId}, ${getMessage(0).id}, now(), NULL)`;
  const findStoredText = async (text: string) =>
    (await fixture.log(roomId)).filter(({ data }) => JSON.stringify(data).includes(text));
  t.equal(
    (await findStoredText('"message 1"')).length,
    3,
    'a message, a change of it, and a reply contain the text',
  );
  await fillSearchIndex(db);
  const countUnread = async (userId: string) => {
    const [row] = await db.prisma.$queryRaw<[{ unread: number }]>`
      SELECT c.unread FROM room_members m, unread_of(m.room_id, m.user_id, m.last_seen_seq, 1000) c
      WHERE m.user_id = ${userId} AND m.room_id = ${roomId}`;
    return row.unread;
  };
  const countRows = async () => {
    const [row] = await db.prisma.$queryRaw<[Record<string, number>]>`
      SELECT (SELECT count(*)::integer FROM messages) AS messages, (SELECT count(*)::integer FROM reactions) AS reactions,
        (SELECT count(*)::integer FROM search_entries) AS "searchEntries"`;
    return row;
  };
  t.same([await countUnread(bob), await countUnread(cem)], [150, 50]);

  await purgeOldMessages(db, 1);
  t.equal((await countRows()).messages, 150, 'no message is older than a day');
  // The second step deletes more messages of the same block. The third one deletes across the end of a block.
  for (const [purged, unreadOfCem] of [
    [20, 50],
    [50, 50],
    [90, 50],
    [100, 50],
    [127, 23],
    [140, 10],
  ] as const) {
    await purgeMessagesBefore(db, getMessage(purged).id);
    t.same(await findStoredText('"message 1"'), []);
    const kept = 150 - purged;
    t.match(await countRows(), { messages: kept, searchEntries: kept, reactions: 1 }, `${purged} deleted`);
    t.same([await countUnread(bob), await countUnread(cem)], [kept, unreadOfCem], `${purged} deleted`);
  }
  const lastSent = await fixture.send(ann, roomId, 'another message');
  await fillSearchIndex(db);
  t.same([await countUnread(bob), await countUnread(cem)], [11, 11]);
  t.equal(lastSent.seq, getMessage(149).seq + 2, 'seqs continue');
});
