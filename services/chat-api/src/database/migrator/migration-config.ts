import { loadConfig } from '@kcs/service-kit';
import Type from 'typebox';

const PostgresUrl = (description: string) =>
  Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://[^\\s]+$',
      examples: ['postgresql://user:password@127.0.0.1:5432/kcs_chat'],
      description,
    }),
  );

/** The variables that the migrate job reads. README.md lists them. */
export const migrationConfigSchema = Type.Object({
  DATABASE_URL: PostgresUrl('PostgreSQL'),
  MIGRATION_DATABASE_URL: PostgresUrl(
    'PostgreSQL for the migrate job, without a pooler; default DATABASE_URL',
  ),
});

/**
 * Returns the URL of the database to migrate.
 *
 * Throws ConfigError if no variable names one.
 */
export function readMigrationUrl(env: NodeJS.ProcessEnv = process.env): string {
  const config = loadConfig(
    migrationConfigSchema,
    ({ DATABASE_URL, MIGRATION_DATABASE_URL }) =>
      (MIGRATION_DATABASE_URL ?? DATABASE_URL)
        ? []
        : [
            'DATABASE_URL must be set: the PostgreSQL to migrate, or MIGRATION_DATABASE_URL if a pooler is in between',
          ],
    env,
  );
  return (config.MIGRATION_DATABASE_URL ?? config.DATABASE_URL) as string;
}
