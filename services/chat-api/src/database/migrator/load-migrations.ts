import { readFile } from 'node:fs/promises';
import type { MigrationBuilder } from 'node-pg-migrate';
import { readSqlFiles } from '../sql-files.ts';

/**
 * Loads migration scripts. A migration may use our SQL functions, for example in an index or a trigger, so every
 * migration first creates this version's functions in its transaction.
 */
export async function loadMigrations(paths: string[], functionsFolder: string) {
  const functionFiles = await readSqlFiles(functionsFolder);
  return Promise.all(
    paths.map(async (path) => {
      const migrationSql = await readFile(path, 'utf8');
      const addMigrationSql = (builder: MigrationBuilder) => {
        // Do not check function bodies yet, because they may name tables that a later migration creates.
        // `applySqlFunctions` checks them.
        builder.sql('SET LOCAL check_function_bodies = off');
        for (const { text } of functionFiles) builder.sql(text);
        builder.sql('SET LOCAL check_function_bodies = on');
        builder.sql(migrationSql);
      };
      return { id: path, filePaths: [path], actions: { up: addMigrationSql, down: false as const } };
    }),
  );
}
