import { loadConfig, postgresUrlSchema } from '@kcs/service-kit';
import Type from 'typebox';

const PostgresUrl = (description: string) =>
  Type.Optional(
    postgresUrlSchema({
      examples: ['postgresql://user:password@127.0.0.1:5432/kcs_chat'],
      description,
    }),
  );

/** The environment variables that the migrate job reads. README.md lists them. */
export const migrationConfigSchema = Type.Object({
  DATABASE_URL: PostgresUrl('PostgreSQL'),
  MIGRATION_DATABASE_URL: PostgresUrl(
    'URL of PostgreSQL for the migrate job, without a connection pooler. Default: DATABASE_URL',
  ),
});

/**
 * Returns the URL of the database to migrate.
 *
 * Throws ConfigError if neither variable is set.
 */
export function readMigrationUrl(env: NodeJS.ProcessEnv = process.env): string {
  const config = loadConfig(
    migrationConfigSchema,
    ({ DATABASE_URL, MIGRATION_DATABASE_URL }) =>
      (MIGRATION_DATABASE_URL ?? DATABASE_URL)
        ? []
        : [
            'DATABASE_URL must be set to the database to migrate. If that is a connection pooler, set MIGRATION_DATABASE_URL to PostgreSQL itself.',
          ],
    env,
  );
  return (config.MIGRATION_DATABASE_URL ?? config.DATABASE_URL) as string;
}
