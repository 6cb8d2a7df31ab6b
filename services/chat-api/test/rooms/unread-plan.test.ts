import t from 'tap';
import type { Prisma } from '../../src/generated/client.ts';
import { listRooms } from '../../src/rooms/queries/list-rooms.ts';
import { startFixture } from '../support/start-fixture.ts';

/**
 * One room contains all messages. From these statistics, the query planner assumes that every room is this large, and
 * prefers a sequential scan to an index.
 */
const LARGE_ROOM_COUNT = 1;
const MESSAGES_PER_LARGE_ROOM = 100_000;
const EMPTY_ROOM_COUNT = 40;
const UNREAD_CAP = 1_000;

t.test(
  'UNREAD-1: counting unread messages never scans the whole table, even if one room has all messages',
  async (t) => {
    const { db, user, group } = await startFixture(t);
    const [ada, bob] = await Promise.all([user('Ada'), user('Bob')]);
    const large: string[] = [];
    for (let at = 0; at < LARGE_ROOM_COUNT; at += 1) large.push(await group(bob, [ada]));
    const empty: string[] = [];
    for (let at = 0; at < EMPTY_ROOM_COUNT; at += 1) empty.push(await group(bob, [ada]));
    await db.prisma.$executeRaw`
    INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type)
    SELECT 'msg_' || lpad(n::text, 26, '0'), (${large}::text[])[1 + n % ${LARGE_ROOM_COUNT}::integer], ${bob}, 'Bob',
      2 + n / ${LARGE_ROOM_COUNT}::integer, 'hello', 'text'
    FROM generate_series(0, ${LARGE_ROOM_COUNT * MESSAGES_PER_LARGE_ROOM - 1}::integer) n`;
    await db.prisma
      .$executeRaw`UPDATE rooms SET last_seq = ${MESSAGES_PER_LARGE_ROOM + 1} WHERE id = ANY (${large})`;
    const setReadCursor = async (seq: number) =>
      db.prisma.$executeRaw`UPDATE room_members SET last_seen_seq = ${seq}::integer WHERE user_id = ${ada}`;
    await db.prisma.$executeRawUnsafe('VACUUM ANALYZE messages');
    await db.prisma.$executeRawUnsafe('ANALYZE room_members');

    /**
     * Returns how many sequential scans and row reads of the table `messages` the work causes. No other test uses this
     * database.
     */
    const countReads = (work: (tx: Prisma.TransactionClient) => Promise<unknown>) =>
      db.transaction(async (tx) => {
        const readTableStats = async () => {
          const [row] = await tx.$queryRaw<{ scans: number; rows: number }[]>`
          SELECT seq_scan::integer AS scans, (seq_tup_read + coalesce(idx_tup_fetch, 0))::integer AS rows
          FROM pg_stat_xact_user_tables WHERE relname = 'messages'`;
          return row ?? { scans: 0, rows: 0 };
        };
        const before = await readTableStats();
        await work(tx);
        const after = await readTableStats();
        return { scans: after.scans - before.scans, rows: after.rows - before.rows };
      });
    const queryUnread = (tx: Prisma.TransactionClient) =>
      tx.$queryRaw<{ room_id: string; unread: number }[]>`
      SELECT m.room_id, u.unread
      FROM room_members m, LATERAL unread_of(m.room_id, m.user_id, m.last_seen_seq, ${UNREAD_CAP}::integer) u
      WHERE m.user_id = ${ada}`;

    for (const [what, seq, mostRows] of [
      ['everything is seen', MESSAGES_PER_LARGE_ROOM + 1, 0],
      ['nothing is seen', 0, LARGE_ROOM_COUNT * UNREAD_CAP],
      ['half is seen', MESSAGES_PER_LARGE_ROOM / 2, LARGE_ROOM_COUNT * UNREAD_CAP],
    ] as const) {
      await setReadCursor(seq);
      const { scans, rows } = await countReads(queryUnread);
      t.equal(scans, 0, `${what}: no sequential scan`);
      t.ok(rows <= mostRows, `${what}: ${rows} rows read`);
    }

    await setReadCursor(0);
    const counts = new Map((await db.transaction(queryUnread)).map((row) => [row.room_id, row.unread]));
    for (const roomId of large) t.equal(counts.get(roomId), UNREAD_CAP, 'capped');
    for (const roomId of empty) t.equal(counts.get(roomId), 0);
    await setReadCursor(MESSAGES_PER_LARGE_ROOM);
    const { items } = await listRooms({ db }, { userId: ada, limit: 100 });
    const unreadByRoom = new Map(
      items.map((json) => JSON.parse(json)).map((room) => [room.id, room.unread_count]),
    );
    for (const roomId of large) t.equal(unreadByRoom.get(roomId), 1, 'exact');
    t.equal(unreadByRoom.size, LARGE_ROOM_COUNT + EMPTY_ROOM_COUNT);
  },
);
