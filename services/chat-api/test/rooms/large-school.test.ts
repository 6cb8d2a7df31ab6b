import { fillSchool, SMALL_SCHOOL } from '@kcs/bench';
import { startTestDatabase } from '@kcs/testkit';
import t from 'tap';
import { createDatabase, type Database, type Transaction } from '../../src/database/database.ts';
import { listEvents } from '../../src/log/list-events.ts';
import { countUnread } from '../../src/rooms/queries/count-unread.ts';
import { listMembers } from '../../src/rooms/queries/list-members.ts';
import { listMessages } from '../../src/rooms/queries/list-messages.ts';
import { listReceipts } from '../../src/rooms/queries/list-receipts.ts';
import { listRooms } from '../../src/rooms/queries/list-rooms.ts';
import { searchMessages } from '../../src/rooms/queries/search-messages.ts';
import { fillSearchIndex } from '../../src/upkeep/fill-search-index.ts';

t.test('in a database with 100,000 messages, no query scans the whole message or event table', async (t) => {
  const { url } = await startTestDatabase(t);
  const {
    searcherId: userId,
    largeRoomId: roomId,
    newestMessageId: messageId,
  } = await fillSchool({ url, scale: SMALL_SCHOOL });
  const db = createDatabase({ url, poolSize: 2 });
  t.teardown(() => db.close());

  /**
   * Runs `work`. Returns the tables that `work` scanned sequentially, and the number of message rows that `work` read.
   */
  const measureReads = (work: (deps: { db: Database }) => Promise<unknown>) =>
    db.transaction(async (tx) => {
      const statisticsBefore = await readStatistics(tx);
      await work({ db: { ...db, prisma: tx as Database['prisma'], transaction: (inner) => inner(tx) } });
      const statisticsAfter = await readStatistics(tx);
      const scannedTables = [...statisticsAfter]
        .filter(([name, { scanned }]) => scanned > (statisticsBefore.get(name)?.scanned ?? 0))
        .map(([name]) => name);
      const messageRowsRead =
        (statisticsAfter.get('messages')?.rows ?? 0) - (statisticsBefore.get('messages')?.rows ?? 0);
      return { scannedTables, messageRowsRead };
    });

  // cspell:disable
  const searchTexts = [
    'the',
    'xqzxyv',
    'theingtheingertheing',
    'te',
    'zq',
    'ж',
    '我们',
    '里后',
    'مُحَمَّد',
    'lukasz',
    '://',
    '"the class"',
    'has:link',
    'class book read home',
    'from:user_00000000000000000000000040',
    'from:"person 41" the',
    'after:2020 before:2999',
    'in:room_ the',
    `in:${roomId} xqzxyv`,
    'in:room_00000000000000000000000007 class',
  ];
  // cspell:enable
  for (const q of searchTexts) {
    const { scannedTables } = await measureReads((deps) => searchMessages(deps, { userId, q, limit: 50 }));
    t.same(scannedTables, [], `search: ${q}`);
  }
  const measuredQueries: [
    name: string,
    work: (deps: { db: Database }) => Promise<unknown>,
    mostRows: number,
  ][] = [
    ['room list', (deps) => listRooms(deps, { userId, limit: 500 }), 60 * 200],
    ['unread count', (deps) => countUnread(deps, { userId, roomId }), 200],
    ['history', (deps) => listMessages(deps, { userId, roomId, limit: 50, around: 500 }), 200],
    ['members', (deps) => listMembers(deps, { userId, roomId, limit: 100 }), 0],
    ['receipts', (deps) => listReceipts(deps, { userId, messageId, limit: 100 }), 10],
    ['events', (deps) => listEvents(deps, { roomId, after: 20_000, limit: 200 }), 2],
    ['upkeep of the index', (deps) => fillSearchIndex(deps.db), 100],
  ];
  for (const [name, work, mostRows] of measuredQueries) {
    const { scannedTables, messageRowsRead } = await measureReads(work);
    t.same(scannedTables, [], name);
    t.ok(messageRowsRead <= mostRows, `${name}: ${messageRowsRead} rows of messages`);
  }

  t.test('UNREAD-1: unread counts in a room with many messages are exact up to 1,000', async (t) => {
    const lastSeqRows = await db.prisma.$queryRaw<
      [{ seq: number }]
    >`SELECT last_seq AS seq FROM rooms WHERE id = ${roomId}`;
    for (const [behind, expected] of [
      [0, 0],
      [1, 1],
      [999, 999],
      [1_000, 1_000],
      [20_000, 1_000],
    ] as const) {
      await db.prisma.$executeRaw`
        UPDATE room_members SET last_seen_seq = ${lastSeqRows[0].seq - behind} WHERE room_id = ${roomId} AND user_id = ${userId}`;
      t.equal(await countUnread({ db }, { userId, roomId }), expected, `${behind} behind`);
    }
  });

  t.test(
    'a search that runs out of time continues at its cursor without losing or repeating hits',
    async (t) => {
      const [{ rooms }] = await db.prisma.$queryRaw<[{ rooms: string[] }]>`
      SELECT array_agg(room_id) AS rooms FROM room_members WHERE user_id = ${userId}`;
      for (const pattern of ['%class%', '%ing%', '%: / / %']) {
        const foundMessageIds: string[] = [];
        let nextCursor: string | null = '~';
        let pageCount = 0;
        for (; nextCursor !== null; pageCount++) {
          const [page]: [{ ids: string[]; next: string | null }] = await db.prisma.$queryRaw`
          SELECT * FROM search_messages(${rooms}::text[], ${[pattern]}::text[], '{}', NULL, ${nextCursor}, '', false, 5000, 0)`;
          foundMessageIds.push(...page.ids);
          nextCursor = page.next;
        }
        const expectedMessageRows = await db.prisma.$queryRaw<{ id: string }[]>`
        SELECT message_id AS id FROM search_entries WHERE room_id = ANY (${rooms}) AND folded LIKE ${pattern}
        ORDER BY message_id DESC`;
        t.ok(pageCount > 1, `${pattern}: ${pageCount} pages`);
        t.ok(expectedMessageRows.length > 100, `${expectedMessageRows.length} messages`);
        t.same(
          foundMessageIds,
          expectedMessageRows.map(({ id }) => id),
        );
      }
    },
  );
});

async function readStatistics(tx: Transaction): Promise<Map<string, { scanned: number; rows: number }>> {
  const statisticsRows = await tx.$queryRaw<{ name: string; scanned: number; rows: number }[]>`
    SELECT relname AS name, seq_tup_read::integer AS scanned, (seq_tup_read + coalesce(idx_tup_fetch, 0))::integer AS rows
    FROM pg_stat_xact_user_tables
    WHERE relname ~ '^(messages|room_events|search_entries|message_counts|message_mentions)'`;
  return new Map(statisticsRows.map(({ name, ...row }) => [name, row]));
}
