import t from 'tap';
import { createEmptyDatabase } from './database/support/empty-database.ts';
import { runMain } from './support/run-main.ts';

const UNREACHABLE_DATABASE_URL = 'postgresql://127.0.0.1:1/nowhere';

t.test('the migrate process prints what it changed and exits with 0', async (t) => {
  const { url } = await createEmptyDatabase(t);
  const firstRun = runMain(t, 'migrate.js', { DATABASE_URL: url });
  t.equal(await firstRun.exit, 0);
  t.match(firstRun.lines[0], /^Applied migrations: 0001_initial.*\.$/);
  t.match(firstRun.lines[1], /^Applied functions: .*send_messages.*\.$/);
  const secondRun = runMain(t, 'migrate.js', { DATABASE_URL: url });
  t.equal(await secondRun.exit, 0);
  t.same(secondRun.lines, ['The database is up to date.']);
});

t.test('the migrate process connects to MIGRATION_DATABASE_URL instead of DATABASE_URL', async (t) => {
  const { url } = await createEmptyDatabase(t);
  const migrateRun = runMain(t, 'migrate.js', {
    DATABASE_URL: UNREACHABLE_DATABASE_URL,
    MIGRATION_DATABASE_URL: url,
  });
  t.equal(await migrateRun.exit, 0, migrateRun.lines.join('\n'));
});

t.test('without a database, the migrate process names the variable to set and exits with 1', async (t) => {
  const migrateRun = runMain(t, 'migrate.js', {});
  t.equal(await migrateRun.exit, 1);
  t.match(migrateRun.lines.join('\n'), /Migration failed: .*\n.*DATABASE_URL must be set/);
});

t.test(
  'if an earlier version did not finish migrating, the process says how to continue and exits with 1',
  async (t) => {
    const database = await createEmptyDatabase(t);
    await database.query(
      'CREATE TABLE _prisma_migrations (migration_name text, finished_at timestamptz, rolled_back_at timestamptz)',
    );
    const migrateRun = runMain(t, 'migrate.js', { DATABASE_URL: database.url });
    t.equal(await migrateRun.exit, 1);
    t.match(migrateRun.lines.join('\n'), /git worktree add .* 13b63ac/);
  },
);
