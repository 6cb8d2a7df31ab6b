import t from 'tap';
import { createDatabase } from '../../src/database/database.ts';
import { applyMigrations } from '../../src/database/migrator/apply-migrations.ts';
import { maintainEventPartitions } from '../../src/upkeep/maintain-partitions.ts';
import { purgeExpiredData } from '../../src/upkeep/purge-expired.ts';
import { createEmptyDatabase } from './support/empty-database.ts';

const DAY_MS = 86_400_000;

/**
 * Returns a PostgreSQL time zone in which daylight saving time starts early next week. This clock change must not shift
 * the bounds of weekly partitions.
 */
function buildTimeZoneWithDstNextWeek(): string {
  const todayDayNumber = Math.floor(Date.now() / DAY_MS);
  const nextMondayDayNumber = todayDayNumber - ((todayDayNumber + 3) % 7) + 7;
  const nextMondayDayOfYear =
    nextMondayDayNumber - Date.UTC(new Date(nextMondayDayNumber * DAY_MS).getUTCFullYear(), 0) / DAY_MS;
  return `CET-1CEST,${nextMondayDayOfYear},${(nextMondayDayOfYear + 180) % 365}`;
}

t.test('the upkeep maintains the weekly partitions of the event log', async (t) => {
  const { url } = await createEmptyDatabase(t, `SET timezone = '${buildTimeZoneWithDstNextWeek()}'`);
  await applyMigrations(url);
  const db = createDatabase({ url });
  t.teardown(() => db.close());
  const listTableNames = async () =>
    (
      await db.prisma.$queryRaw<{ name: string }[]>`
        SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`
    ).map(({ name }) => name);
  const listWeeklyPartitions = async () =>
    (await listTableNames()).filter((name) => /^room_events_\d{8}$/.test(name)).sort();

  t.test(
    'the upkeep creates partitions for coming weeks, drops expired ones, and keeps all others',
    async (t) => {
      const tableNamesBefore = await listTableNames();
      await db.prisma.$executeRawUnsafe(`
      CREATE TABLE room_events_20200106 PARTITION OF room_events FOR VALUES FROM ('2020-01-06Z') TO ('2020-01-13Z')`);
      for (const at of ['2020-01-07Z', '2019-01-01Z', new Date().toISOString()]) {
        await db.prisma.$executeRaw`
        INSERT INTO room_events (room_id, seq, kind, data, created_at)
        VALUES ('room_x', 1, 'room-updated', '{}', ${at}::timestamptz)`;
      }
      await db.prisma.room.createMany({
        data: ['room_old', 'room_new'].map((id) => ({
          id,
          roomType: 'group',
          name: id,
          createdBy: 'user_x',
        })),
      });
      await db.prisma
        .$executeRaw`UPDATE rooms SET deleted_at = now() - interval '31 days' WHERE id = 'room_old'`;
      await maintainEventPartitions(db, 30);
      await purgeExpiredData(db, 30);
      t.same((await listTableNames()).sort(), tableNamesBefore.sort(), 'the old week is gone');
      t.ok((await listWeeklyPartitions()).length >= 3, 'this week and the next two exist');
      t.equal(await db.prisma.roomEvent.count(), 1);
      t.same(
        (await db.prisma.room.findMany()).map(({ id }) => id),
        ['room_new'],
        'a deleted room is purged with its events',
      );
    },
  );

  t.test('partition maintenance and the purge of other rows do not wait for a locked row', async (t) => {
    const messagesPerRoom = 2_100;
    await db.prisma.$executeRaw`
      INSERT INTO rooms (id, room_type, name, created_by, deleted_at)
      SELECT id, 'group', id, 'user_x', now() - interval '31 days' FROM unnest('{room_a,room_b}'::text[]) AS id`;
    await db.prisma.$executeRaw`
      INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type)
      SELECT r.id || seq, r.id, 'user_x', 'X', seq, 'hello', 'text'
      FROM rooms r, generate_series(1, ${messagesPerRoom}::integer) AS seq WHERE r.deleted_at IS NOT NULL`;
    const weeklyPartitions = await listWeeklyPartitions();
    await db.prisma.$executeRawUnsafe(`DROP TABLE ${weeklyPartitions.at(-1)}`);
    const listRemainingMessageIds = async () => (await db.prisma.message.findMany()).map(({ id }) => id);
    await db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM messages WHERE id = 'room_a7' FOR UPDATE`;
      await maintainEventPartitions(db, 30);
      t.same(await listWeeklyPartitions(), weeklyPartitions, 'the last week exists again');
      await purgeExpiredData(db, 30);
      t.same(await listRemainingMessageIds(), ['room_a7']);
      t.equal(await db.prisma.room.count({ where: { id: { in: ['room_a', 'room_b'] } } }), 1);
    });
    await purgeExpiredData(db, 30);
    t.same(await listRemainingMessageIds(), [], 'the locked row is purged next time');
    t.equal(await db.prisma.room.count({ where: { id: { in: ['room_a', 'room_b'] } } }), 0);
  });

  t.test(
    'daylight saving time does not shift weekly partitions, and gaps between existing partitions are filled',
    async (t) => {
      const readPartitionBounds = async () =>
        (
          await db.prisma.$queryRaw<{ bound: string }[]>`
          SELECT pg_get_expr(relpartbound, oid) AS bound FROM pg_class
          WHERE relname ~ '^room_events_[0-9]{8}$' ORDER BY relname`
        ).map(({ bound }) => [...bound.matchAll(/'(.+?)'/g)].map(([, at]) => Date.parse(at ?? '')));
      const [, nextWeek = '', ...later] = await listWeeklyPartitions();
      const dropTables = (names: string[]) => db.prisma.$executeRawUnsafe(`DROP TABLE ${names.join(', ')}`);
      const originalPartitionBounds = await readPartitionBounds();
      const [, [starts = 0, ends = 0] = []] = originalPartitionBounds;
      for (const bound of originalPartitionBounds.flat()) t.equal(bound % DAY_MS, 0, 'midnight');

      await dropTables([nextWeek, ...later]);
      await db.transaction(async (tx) => {
        await tx.$executeRawUnsafe(`SET LOCAL timezone = '${buildTimeZoneWithDstNextWeek()}'`);
        await tx.$queryRaw`SELECT made, dropped FROM maintain_event_partitions(30)`;
      });
      t.same(await readPartitionBounds(), originalPartitionBounds);

      const earlierUpperBound = ends - 3_600_000;
      await dropTables([nextWeek, ...later]);
      await db.prisma.$executeRawUnsafe(`
      CREATE TABLE ${nextWeek} PARTITION OF room_events
      FOR VALUES FROM ('${new Date(starts).toISOString()}') TO ('${new Date(earlierUpperBound).toISOString()}')`);
      await maintainEventPartitions(db, 30);
      t.same(await readPartitionBounds(), [
        originalPartitionBounds[0],
        [starts, earlierUpperBound],
        [earlierUpperBound, ends],
        ...originalPartitionBounds.slice(2),
      ]);
    },
  );
});
