import { createPostgresUrlSchema, loadConfig } from '@kcs/service-kit';
import Type from 'typebox';

const createOptionalPostgresUrlSchema = (description: string) =>
  Type.Optional(
    createPostgresUrlSchema({
      examples: ['postgresql://user:password@127.0.0.1:5432/kcs_chat'],
      description,
    }),
  );

/** The environment variables that configure the migrate job. README.md describes them. */
export const migrationConfigSchema = Type.Object({
  DATABASE_URL: createOptionalPostgresUrlSchema('PostgreSQL'),
  MIGRATION_DATABASE_URL: createOptionalPostgresUrlSchema(
    'URL of PostgreSQL for the migrate job. It must not lead to a connection pooler. Default: DATABASE_URL',
  ),
});

/**
 * Returns the URL of the database to migrate.
 *
 * Throws `ConfigError` if neither MIGRATION_DATABASE_URL nor DATABASE_URL is set.
 */
export function readMigrationUrl(env: NodeJS.ProcessEnv = process.env): string {
  const migrationConfig = loadConfig(
    migrationConfigSchema,
    ({ DATABASE_URL, MIGRATION_DATABASE_URL }) =>
      (MIGRATION_DATABASE_URL ?? DATABASE_URL)
        ? []
        : [
            'DATABASE_URL must be set to the URL of the database to migrate. If that is the URL of a connection pooler, set MIGRATION_DATABASE_URL to the URL of PostgreSQL itself.',
          ],
    env,
  );
  return (migrationConfig.MIGRATION_DATABASE_URL ?? migrationConfig.DATABASE_URL) as string;
}
