import t, { type Test } from 'tap';
import type { Database, Transaction } from '../../src/database/database.ts';
import { listEvents } from '../../src/log/list-events.ts';
import { markEventsPublished } from '../../src/log/outbox/mark-published.ts';
import { claimUnpublishedEvents } from '../../src/log/outbox/sweep.ts';
import { UnpublishedSinceTracker } from '../../src/log/outbox/unpublished-since.ts';
import { openRooms } from '../../src/rooms/queries/open-rooms.ts';
import { startFixture } from '../support/start-fixture.ts';

const PAST_WEEK_COUNT = 40;
/**
 * The maximum number of partitions that a query for recent events may lock: those for the last few weeks, those for the
 * next two weeks, and the default partition.
 */
const MAX_RECENT_PARTITIONS = 6;

t.test('queries touch only the log partitions that they need', async (t) => {
  const fixture = await startFixture(t);
  const { db } = fixture;
  await db.prisma.$executeRawUnsafe(`
    DO $$ BEGIN FOR n IN 1..${PAST_WEEK_COUNT} LOOP
      EXECUTE format('CREATE TABLE room_events_past_%s PARTITION OF room_events FOR VALUES FROM (%L) TO (%L)', n,
        date_trunc('week', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - make_interval(weeks => n),
        date_trunc('week', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - make_interval(weeks => n - 1));
    END LOOP; END $$`);
  const ada = await fixture.user('Ada');
  const bob = await fixture.user('Bob');
  const roomId = await fixture.group(ada, [bob]);

  /** Moves the room, its messages, and its events the given number of weeks into the past. */
  const moveRoomIntoPast = async (weeks: number) => {
    const intervalSql = `make_interval(weeks => ${weeks})`;
    for (const table of ['room_events', 'messages']) {
      await db.prisma.$executeRawUnsafe(
        `UPDATE ${table} SET created_at = created_at - ${intervalSql} WHERE room_id = '${roomId}'`,
      );
    }
    await db.prisma.$executeRawUnsafe(
      `UPDATE rooms SET created_at = created_at - ${intervalSql} WHERE id = '${roomId}'`,
    );
  };
  const oldMessage = await fixture.send(ada, roomId, 'long ago');
  await moveRoomIntoPast(PAST_WEEK_COUNT - 2);
  for (let n = 0; n < 5; n += 1) await fixture.send(ada, roomId, `last term ${n}`);
  await moveRoomIntoPast(1);
  const parentMessage = await fixture.send(ada, roomId, 'recent');
  await fixture.send(bob, roomId, 'a reply', { reply_to_id: parentMessage.id });
  const lastSeq = (await fixture.send(ada, roomId, 'latest')).seq;
  // Mark the old events as published, because the outbox would have published them long ago.
  await db.prisma
    .$executeRaw`UPDATE room_events SET published_at = now() WHERE created_at < now() - interval '3 days'`;

  /** Runs `work` in a transaction and returns how many log partitions the transaction has locked. */
  const countLockedPartitions = async (
    work: (db: Database, tx: Transaction) => Promise<unknown>,
  ): Promise<number> => {
    let partitionCount = 0;
    await db.transaction(async (tx) => {
      const transaction: Database['transaction'] = (inner) => inner(tx);
      await work({ ...db, prisma: tx as Database['prisma'], transaction }, tx);
      const [row] = await tx.$queryRaw<[{ partitions: number }]>`
        SELECT count(DISTINCT l.relation)::integer AS partitions
        FROM pg_locks l JOIN pg_inherits i ON i.inhrelid = l.relation AND i.inhparent = 'room_events'::regclass
        WHERE l.pid = pg_backend_pid()`;
      partitionCount = row.partitions;
    });
    return partitionCount;
  };
  const assertFewLockedPartitions = async (t: Test, work: Parameters<typeof countLockedPartitions>[0]) => {
    const partitionCount = await countLockedPartitions(work);
    t.ok(partitionCount <= MAX_RECENT_PARTITIONS, `${partitionCount} partitions`);
  };
  const readOldestUnpublishedTime = async (tx: Transaction) => new UnpublishedSinceTracker().get(tx);

  t.test('listing recent events touches only recent partitions', async (t) => {
    await assertFewLockedPartitions(t, async (db) => {
      const { events } = await listEvents({ db }, { roomId, after: parentMessage.seq - 1, limit: 100 });
      t.same(
        events.map(({ seq }) => seq),
        [parentMessage.seq, parentMessage.seq + 1, lastSeq],
      );
    });
  });

  t.test('a page of old events touches only old partitions', async (t) => {
    await assertFewLockedPartitions(t, async (db) => {
      const { events } = await listEvents({ db }, { roomId, after: 0, limit: 2 });
      t.same(
        events.map(({ seq }) => seq),
        [1, oldMessage.seq],
      );
    });
  });

  t.test('listing all events of a room returns the events of every partition', async (t) => {
    const { events } = await listEvents({ db }, { roomId, after: 0, limit: 100 });
    t.same(
      events.map(({ seq }) => seq),
      Array.from({ length: lastSeq }, (_, n) => n + 1),
    );
  });

  t.test('catching up on a room touches only recent partitions', async (t) => {
    await assertFewLockedPartitions(t, async (db) => {
      const { rooms } = await openRooms({ db }, { userId: bob, rooms: [{ roomId, since: lastSeq - 2 }] });
      t.match(rooms, [{ head: lastSeq, missed: { events: [{ seq: lastSeq - 1 }, { seq: lastSeq }] } }]);
    });
  });

  t.test('deleting a message touches no partition that is older than the message', async (t) => {
    await assertFewLockedPartitions(
      t,
      async (_, tx) => tx.$executeRaw`SELECT scrub_message_events(${parentMessage.id}, now())`,
    );
    const logText = JSON.stringify(await fixture.log(roomId));
    t.notMatch(logText, /"recent"/, 'the text and its excerpt are gone');
    t.match(logText, /a reply/);
  });

  t.test('marking events as published touches only recent partitions', async (t) => {
    const { events } = await listEvents({ db }, { roomId, after: lastSeq - 1, limit: 1 });
    await assertFewLockedPartitions(t, async (_, tx) => markEventsPublished(tx, events));
    const oldestUnpublishedTime = await readOldestUnpublishedTime(db.prisma);
    await assertFewLockedPartitions(t, async (_, tx) =>
      claimUnpublishedEvents(tx, { max: 500, since: oldestUnpublishedTime }),
    );
  });

  t.test('the outbox finds an old unpublished event and all later unpublished events', async (t) => {
    await db.prisma.$executeRaw`UPDATE room_events SET published_at = NULL WHERE seq IN (1, ${lastSeq})`;
    await db.prisma
      .$executeRaw`UPDATE room_events SET created_at = now() - interval '1 minute' WHERE seq = ${lastSeq}`;
    await db.transaction(async (tx) => {
      const claimedEvents = await claimUnpublishedEvents(tx, {
        max: 500,
        since: await readOldestUnpublishedTime(tx),
      });
      t.same(
        claimedEvents.map(({ seq }) => seq),
        [1, lastSeq],
      );
    });
  });

  t.test('events are listed even if their times decrease because a clock was set back', async (t) => {
    await db.prisma.$executeRaw`
      UPDATE room_events SET created_at = created_at - interval '20 weeks' WHERE room_id = ${roomId} AND seq = ${lastSeq}`;
    const { events } = await listEvents({ db }, { roomId, after: lastSeq - 2, limit: 100 });
    t.same(
      events.map(({ seq }) => seq),
      [lastSeq - 1, lastSeq],
    );
  });
});
