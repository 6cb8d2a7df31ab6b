import t from 'tap';
import { encodeTime } from 'ulid';
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
  await db.prisma.$executeRaw`UPDATE messages SET created_at = now() + seq * interval '1 s'`;
  const getCreationTime = async (id: string) => {
    const [row] = await db.prisma.$queryRaw<
      [{ at: Date }]
    >`SELECT created_at AS at FROM messages WHERE id = ${id}`;
    return row.at;
  };
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
    await purgeMessagesBefore(db, await getCreationTime(getMessage(purged).id));
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

t.test('no message is deleted too early if the clock of a replica is wrong (MSG-18)', async (t) => {
  const { db, ...fixture } = await startFixture(t);
  const ann = await fixture.user();
  const [roomId, otherRoomId] = [await fixture.group(ann), await fixture.group(ann)];
  const contents = async () => (await db.prisma.message.findMany()).map(({ content }) => content).sort();
  const setIdTime = (id: string, date: string) => {
    const oldId = `msg_${encodeTime(Date.parse(date), 10).toLowerCase()}${id.slice(-16)}`;
    return db.prisma.$executeRaw`UPDATE messages SET id = ${oldId} WHERE id = ${id}`;
  };
  await fixture.send(ann, roomId, 'a');
  await setIdTime((await fixture.send(ann, roomId, 'b')).id, '2020-01-01');
  await fixture.send(ann, roomId, 'c');
  await purgeOldMessages(db, 8);
  t.same(await contents(), ['a', 'b', 'c'], 'a replica whose clock was behind has created an id');

  const readClock = Date.now;
  Date.now = () => Date.UTC(2040, 0, 1);
  try {
    await purgeOldMessages(db, 8);
  } finally {
    Date.now = readClock;
  }
  t.same(await contents(), ['a', 'b', 'c'], 'a replica whose clock is ahead runs the job');

  await setIdTime((await fixture.send(ann, otherRoomId, 'd')).id, '2020-01-02');
  await db.prisma.$executeRaw`UPDATE messages SET created_at = '2020-01-01Z' WHERE content IN ('b', 'd')`;
  await purgeOldMessages(db, 8);
  t.same(await contents(), ['a', 'b', 'c'], 'an old message after a young one does not stop the job');
});
