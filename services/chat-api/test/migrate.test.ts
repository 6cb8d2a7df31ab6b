import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@kcs/private-servers';
import t, { type Test } from 'tap';
import { applyMigrations } from '../src/store/apply-migrations.ts';
import { createDatabase } from '../src/store/database.ts';
import { retryWhileAway } from '../src/store/retry-while-away.ts';
import { keepLog } from '../src/upkeep/keep-log.ts';
import { purge } from '../src/upkeep/purge.ts';
import { until } from './support/until.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** A folder with all our migrations and one of the test's own. */
async function withOneMore(t: Test, name: string, sql: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'kcs-migrations-'));
  t.teardown(() => rm(dir, { recursive: true }));
  await cp(MIGRATIONS, dir, { recursive: true });
  await mkdir(join(dir, name));
  await writeFile(join(dir, name, 'migration.sql'), sql);
  return dir;
}

const DAY_MS = 86_400_000;

/** A time zone whose clock goes forward in the first hours of next week, as PostgreSQL has it. */
function zoneThatChangesNextWeek(): string {
  const today = Math.floor(Date.now() / DAY_MS);
  const monday = today - ((today + 3) % 7) + 7;
  const day = monday - Date.UTC(new Date(monday * DAY_MS).getUTCFullYear(), 0) / DAY_MS;
  return `CET-1CEST,${day},${(day + 180) % 365}`;
}

t.test('migrating', async (t) => {
  const postgres = await startPostgres();
  t.teardown(() => postgres.stop());
  // As initdb sets it on a machine that stands there.
  const setUp = createDatabase({ url: postgres.url });
  await setUp.prisma.$executeRawUnsafe(
    `ALTER DATABASE ${new URL(postgres.url).pathname.slice(1)} SET timezone = '${zoneThatChangesNextWeek()}'`,
  );
  await setUp.close();
  const db = createDatabase({ url: postgres.url });
  t.teardown(() => db.close());
  const tables = async () =>
    (
      await db.prisma.$queryRaw<{ name: string }[]>`
        SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`
    ).map(({ name }) => name);

  t.test('several at once: one applies, all succeed, and again is nothing', async (t) => {
    const applied = await Promise.all([1, 2, 3].map(() => applyMigrations(postgres.url)));
    t.equal(applied.filter((names) => names.length > 0).length, 1);
    t.same(await applyMigrations(postgres.url), []);
    const recorded = await db.prisma.$queryRaw<{ done: boolean }[]>`
      SELECT finished_at IS NOT NULL AS done FROM _prisma_migrations`;
    t.ok(recorded.length >= 2 && recorded.every(({ done }) => done), "the records are Prisma's");
  });

  t.test('a database that lets go while it starts: the error says so, and the job tries again', async (t) => {
    let connections = 0;
    const real = new URL(postgres.url);
    // The first connection of an attempt holds the lock, the second is the engine's.
    const shaky = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      if (connections === 2 || connections === 4) return socket.destroy();
      const behind = connect(Number(real.port), real.hostname).on('error', () => {});
      return socket.pipe(behind).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(shaky, 'listening');
    t.teardown(() => shaky.close());
    const url = new URL(postgres.url);
    url.hostname = '127.0.0.1';
    url.port = String((shaky.address() as AddressInfo).port);

    await t.rejects(applyMigrations(url.href), { message: /connection/i });
    t.equal(connections, 2);
    t.same(await retryWhileAway(() => applyMigrations(url.href)), []);
    t.ok(connections > 4, 'once more');
    await t.rejects(
      retryWhileAway(() => Promise.reject(new RangeError('of another kind'))),
      RangeError,
      'only that is tried again',
    );
  });

  t.test('a table in use, as by a dump: others go on while a migration waits for it', async (t) => {
    const dir = await withOneMore(t, '29980101000000_column', 'ALTER TABLE users ADD COLUMN more text;');
    let migrating: Promise<string[]> | undefined;
    await db.transaction(async (tx) => {
      await tx.user.count();
      migrating = applyMigrations(postgres.url, dir);
      await until(async () => {
        const [{ waits }] = await tx.$queryRaw<[{ waits: boolean }]>`
          SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted) AS waits`;
        return waits;
      });
      // Waits behind the migration, but not for the dump.
      await db.prisma.user.count();
    });
    t.same(await migrating, ['29980101000000_column'], 'and is applied when the table is free');
    await db.prisma.$executeRaw`ALTER TABLE users DROP COLUMN more`;
  });

  t.test('a migration that fails leaves nothing of itself, and says why', async (t) => {
    const dir = await withOneMore(
      t,
      '29990101000000_bad',
      'CREATE TABLE half_done (id text);\nSELECT no_such_function();',
    );
    await t.rejects(applyMigrations(postgres.url, dir), { message: /no_such_function/ });
    t.notOk((await tables()).includes('half_done'));
    await writeFile(join(dir, '29990101000000_bad', 'migration.sql'), 'CREATE TABLE whole (id text);');
    t.same(await applyMigrations(postgres.url, dir), ['29990101000000_bad'], 'mended, it applies');
    await db.prisma.$executeRaw`DROP TABLE whole`;
  });

  t.test('a time is the same to PostgreSQL and to us, whatever its time zone', async (t) => {
    const createdAt = new Date('2026-01-01T00:00:00Z');
    await db.prisma.user.create({ data: { id: 'user_ours', name: 'Ada', userType: 'Student', createdAt } });
    await db.prisma.$executeRaw`
      INSERT INTO users (id, name, user_type, created_at) VALUES ('user_its', 'Bob', 'Student', '2026-01-01Z')`;
    const rows = await db.prisma.$queryRaw<{ text: string; at: Date }[]>`
      SELECT iso(created_at) AS text, created_at AS at FROM users`;
    for (const { text, at } of rows) t.same([text, at], [createdAt.toISOString(), createdAt]);
    t.equal(rows.length, 2);
  });

  t.test(
    'the upkeep makes the coming weeks, drops what is past its keeping, and keeps the rest',
    async (t) => {
      const before = await tables();
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
      await keepLog(db, 30);
      await purge(db, 30);
      t.same((await tables()).sort(), before.sort(), 'the old week is gone');
      t.ok(
        before.filter((name) => /^room_events_\d{8}$/.test(name)).length >= 3,
        'this week and the next ones',
      );
      t.equal(await db.prisma.roomEvent.count(), 1);
      t.same(
        (await db.prisma.room.findMany()).map(({ id }) => id),
        ['room_new'],
        'a deleted room is purged with its events',
      );
    },
  );

  const weeks = async () => (await tables()).filter((name) => /^room_events_\d{8}$/.test(name)).sort();

  t.test('a row that is held keeps back neither partitions nor the rest of the purge', async (t) => {
    const messages = 2_100;
    await db.prisma.$executeRaw`
      INSERT INTO rooms (id, room_type, name, created_by, deleted_at)
      SELECT id, 'group', id, 'user_x', now() - interval '31 days' FROM unnest('{room_a,room_b}'::text[]) AS id`;
    await db.prisma.$executeRaw`
      INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type)
      SELECT r.id || seq, r.id, 'user_x', 'X', seq, 'hello', 'text'
      FROM rooms r, generate_series(1, ${messages}::integer) AS seq WHERE r.deleted_at IS NOT NULL`;
    const all = await weeks();
    await db.prisma.$executeRawUnsafe(`DROP TABLE ${all.at(-1)}`);
    const left = async () => (await db.prisma.message.findMany()).map(({ id }) => id);
    await db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM messages WHERE id = 'room_a7' FOR UPDATE`;
      await keepLog(db, 30);
      t.same(await weeks(), all, 'the next week is there again');
      await purge(db, 30);
      t.same(await left(), ['room_a7']);
      t.equal(await db.prisma.room.count({ where: { id: { in: ['room_a', 'room_b'] } } }), 1);
    });
    await purge(db, 30);
    t.same(await left(), [], 'the rest at the next turn');
    t.equal(await db.prisma.room.count({ where: { id: { in: ['room_a', 'room_b'] } } }), 0);
  });

  t.test("PostgreSQL's clocks going forward move no week, and what they moved is mended", async (t) => {
    const bounds = async () =>
      (
        await db.prisma.$queryRaw<{ bound: string }[]>`
          SELECT pg_get_expr(relpartbound, oid) AS bound FROM pg_class
          WHERE relname ~ '^room_events_[0-9]{8}$' ORDER BY relname`
      ).map(({ bound }) => [...bound.matchAll(/'(.+?)'/g)].map(([, at]) => Date.parse(at ?? '')));
    const [, nextWeek = '', ...later] = await weeks();
    const drop = (names: string[]) => db.prisma.$executeRawUnsafe(`DROP TABLE ${names.join(', ')}`);
    const whole = await bounds();
    const [, [starts = 0, ends = 0] = []] = whole;
    for (const bound of whole.flat()) t.equal(bound % DAY_MS, 0, 'midnight');

    await drop([nextWeek, ...later]);
    await db.transaction(async (tx) => {
      await tx.$executeRawUnsafe(`SET LOCAL timezone = '${zoneThatChangesNextWeek()}'`);
      await tx.$queryRaw`SELECT made, dropped FROM maintain_event_partitions(30)`;
    });
    t.same(await bounds(), whole);

    const early = ends - 3_600_000;
    await drop([nextWeek, ...later]);
    await db.prisma.$executeRawUnsafe(`
      CREATE TABLE ${nextWeek} PARTITION OF room_events
      FOR VALUES FROM ('${new Date(starts).toISOString()}') TO ('${new Date(early).toISOString()}')`);
    await keepLog(db, 30);
    t.same(await bounds(), [whole[0], [starts, early], [early, ends], ...whole.slice(2)]);
  });
});
