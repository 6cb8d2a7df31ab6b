import { bindMigrationAwareSqlAdapterFactory, type ErrorRegistry } from '@prisma/driver-adapter-utils';
import { IN_UTC } from '../database/in-utc.ts';
import { MIGRATIONS_FOLDER } from '../migrations-folder.ts';
import { loadSchemaEngine } from './load-schema-engine.ts';
import { MigrationAdapter } from './migration-adapter.ts';
import { readMigrations } from './read-migrations.ts';

/** The connection that holds the lock. */
interface Lock {
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>;
}

/** Any number that nothing else on this database uses: "kcs1" in ASCII. */
const LOCK_KEY = 0x6b637331;

/**
 * Brings the database to this version's schema and returns the names of what was applied now. Several at once are
 * safe: one applies, the others wait for it and find nothing left to do. Needs no network beyond the database.
 * The records are Prisma's (`_prisma_migrations`), so `prisma migrate deploy` sees the same state.
 */
export async function applyMigrations(url: string, baseDir: string = MIGRATIONS_FOLDER): Promise<string[]> {
  const factory = new MigrationAdapter({
    connectionString: url,
    max: 3,
    connectionTimeoutMillis: 10_000,
    options: IN_UTC,
  });
  try {
    const lock = await (await factory.connect()).underlyingDriver().connect();
    // The next query fails by it, which is soon enough.
    lock.on('error', () => {});
    try {
      await lock.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
      const Engine = await loadSchemaEngine();
      const adapter = bindMigrationAwareSqlAdapterFactory(factory);
      try {
        // It connects, so this fails by a driver's error too.
        const engine = await Engine.new({ datamodels: undefined }, () => {}, adapter);
        try {
          await forgetFailures(lock);
          const migrationsList = await readMigrations(baseDir);
          const filters = { externalTables: [], externalEnums: [] };
          return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
        } finally {
          engine.free();
        }
      } catch (error) {
        throw causeOf(error, adapter.errorRegistry);
      }
    } finally {
      // Closing the connection gives the lock back even if a query of it failed.
      lock.release(true);
    }
  } finally {
    await factory.dispose();
  }
}

/**
 * While we hold the lock nobody applies anything, so a migration that was begun and not finished has failed or its
 * process was killed; as each is one transaction, nothing of it is left, and it may be tried again.
 */
async function forgetFailures(lock: Lock): Promise<void> {
  const { rows } = await lock.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there");
  if (!rows[0]?.there) return;
  await lock.query(
    'UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL',
  );
}

/** The engine names an error of the driver by a number only. */
function causeOf(error: unknown, registry: ErrorRegistry): unknown {
  const id = /External error id#(\d+)/.exec(String(error))?.[1];
  return id === undefined ? error : (registry.consumeError(Number(id))?.error ?? error);
}
