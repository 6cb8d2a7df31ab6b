import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { loadSchemaEngine } from './load-schema-engine.ts';
import { MigrationAdapter } from './migration-adapter.ts';
import { readMigrations } from './read-migrations.ts';

/** Beside `src` and beside `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
/** Any number that nothing else on this database uses: "kcs1" in ASCII. */
const LOCK_KEY = 0x6b637331;

/**
 * Brings the database to this version's schema and returns the names of what was applied now. Several at once are
 * safe: one applies, the others wait for it and find nothing left to do. Needs no network beyond the database.
 * The records are Prisma's (`_prisma_migrations`), so `prisma migrate deploy` sees the same state.
 */
export async function applyMigrations(url: string, baseDir: string = MIGRATIONS): Promise<string[]> {
  const factory = new MigrationAdapter({ connectionString: url, max: 3, connectionTimeoutMillis: 10_000 });
  const holder = await factory.connect();
  try {
    const lock = await holder.underlyingDriver().connect();
    try {
      await lock.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
      const Engine = await loadSchemaEngine();
      const adapter = bindMigrationAwareSqlAdapterFactory(factory);
      const engine = await Engine.new({ datamodels: undefined }, () => {}, adapter);
      try {
        const migrationsList = await readMigrations(baseDir);
        const filters = { externalTables: [], externalEnums: [] };
        return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
      } finally {
        engine.free();
      }
    } finally {
      // Closing the connection gives the lock back even if a query of it failed.
      lock.release(true);
    }
  } finally {
    await holder.dispose();
  }
}
