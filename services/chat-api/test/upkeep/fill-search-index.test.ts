import t from 'tap';
import { fillSearchIndex } from '../../src/upkeep/fill-search-index.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('updates the search index in short steps', async (t) => {
  const fixture = await startFixture(t);
  const { db } = fixture;
  const ada = await fixture.user('Ada');
  const roomIds = [await fixture.group(ada, []), await fixture.group(ada, []), await fixture.group(ada, [])];
  await fillSearchIndex(db);

  /** Adds messages to the room without sending them. Returns the room's new last seq. */
  const addMessages = async (roomId: string, count: number): Promise<number> => {
    await db.prisma.$executeRaw`
      INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type)
      SELECT r.id || 'msg' || r.last_seq + n, r.id, ${ada}, 'Ada', r.last_seq + n, 'message ' || n, 'text'
      FROM rooms r, generate_series(1, ${count}::integer) n WHERE r.id = ${roomId}`;
    const [room] = await db.prisma.$queryRaw<[{ seq: number }]>`
      UPDATE rooms SET last_seq = last_seq + ${count}::integer WHERE id = ${roomId} RETURNING last_seq AS seq`;
    return room.seq;
  };
  const countEntries = async (): Promise<number> => {
    const [row] = await db.prisma.$queryRaw<[{ count: number }]>`
      SELECT count(*)::integer AS count FROM search_entries`;
    return row.count;
  };
  const runStep = async (most: number): Promise<number | null> => {
    const [row] = await db.prisma.$queryRaw<[{ indexed: number | null }]>`
      SELECT index_rooms(${roomIds}::text[], ${most}::integer) AS indexed`;
    return row.indexed;
  };
  const readProgress = () => db.prisma.$queryRaw<{ id: string; seq: number }[]>`
    SELECT room_id AS id, indexed_seq AS seq FROM room_progress ORDER BY room_id`;

  await t.test('one step adds a limited number of messages from several rooms', async (t) => {
    const lastSeqs: { id: string; seq: number }[] = [];
    for (const id of [...roomIds].sort()) lastSeqs.push({ id, seq: await addMessages(id, 20) });
    const entriesBefore = await countEntries();
    const added: number[] = [];
    for (const expected of [25, 25, 10, 0]) {
      t.equal(await runStep(25), expected);
      added.push((await countEntries()) - entriesBefore);
    }
    t.same(added, [25, 50, 60, 60], 'each processed message has an entry');
    t.same(await readProgress(), lastSeqs);
  });

  await t.test('while another process updates the index, a step does nothing', async (t) => {
    await addMessages(roomIds[0] as string, 30);
    const entriesBefore = await countEntries();
    await db.transaction(async (tx) => {
      await tx.$executeRaw`SELECT lock_search_index()`;
      t.equal(await runStep(25), null);
      await fillSearchIndex(db);
      t.equal(await countEntries(), entriesBefore);
    });
    await fillSearchIndex(db);
    t.equal(await countEntries(), entriesBefore + 30);
  });

  await t.test('several thousand new messages start no walk over all messages', async (t) => {
    const entriesBefore = await countEntries();
    await addMessages(roomIds[1] as string, 3_000);
    await fillSearchIndex(db, AbortSignal.abort());
    t.equal(await countEntries(), entriesBefore + 25, 'one step');
    t.same(await db.prisma.$queryRaw`SELECT below FROM search_walk`, [{ below: null }]);
    await fillSearchIndex(db);
    t.equal(await countEntries(), entriesBefore + 3_000);
  });

  await t.test('the walk adds a limited number of messages in one step', async (t) => {
    const all = await countEntries();
    await db.prisma.$executeRaw`DELETE FROM search_entries`;
    await db.prisma.$executeRaw`UPDATE search_walk SET below = '~'`;
    await fillSearchIndex(db, AbortSignal.abort());
    t.equal(await countEntries(), 25);
    await fillSearchIndex(db);
    t.equal(await countEntries(), all);
  });
});
