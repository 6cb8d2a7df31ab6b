import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplyMigrationsInput } from '@prisma/schema-engine-wasm';

/** The folder `prisma/migrations` as the schema engine wants it: in the order of their names, with their texts. */
export async function readMigrations(baseDir: string): Promise<ApplyMigrationsInput['migrationsList']> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      folders.sort().map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(join(baseDir, path, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  };
}
