import { createPostgresUrlSchema, loadConfig } from '@kcs/service-kit';
import Type, { type Static } from 'typebox';
import { containsDevelopmentPassword } from '../development-password.ts';
import type { ServiceRole } from './grant-service-role.ts';

const createOptionalPostgresUrlSchema = (description: string) =>
  Type.Optional(
    createPostgresUrlSchema({
      examples: ['postgresql://user:password@127.0.0.1:5432/kcs_chat'],
      description,
    }),
  );

/** The environment variables that configure the migrate job. README.md describes them. */
export const migrationConfigSchema = Type.Object({
  NODE_ENV: Type.Optional(Type.String({ description: 'production refuses the development password' })),
  DATABASE_URL: createOptionalPostgresUrlSchema('PostgreSQL'),
  MIGRATION_DATABASE_URL: createOptionalPostgresUrlSchema(
    'URL of PostgreSQL for the migrate job. It must not lead to a connection pooler. Default: DATABASE_URL',
  ),
});

interface MigrationTarget {
  /** The URL of the database to migrate. */
  readonly url: string;
  /** The user in DATABASE_URL, if MIGRATION_DATABASE_URL names another user. */
  readonly serviceRole: ServiceRole | undefined;
}

/**
 * Returns the database to migrate, and the role that chat-api uses to connect to it.
 *
 * Throws `ConfigError` if neither MIGRATION_DATABASE_URL nor DATABASE_URL is set.
 */
export function readMigrationTarget(env: NodeJS.ProcessEnv = process.env): MigrationTarget {
  const migrationConfig = loadConfig(migrationConfigSchema, findUrlProblems, env);
  const { DATABASE_URL: serviceUrl, MIGRATION_DATABASE_URL: ownerUrl } = migrationConfig;
  return {
    url: (ownerUrl ?? serviceUrl) as string,
    serviceRole: serviceUrl && ownerUrl ? findServiceRole(serviceUrl, ownerUrl) : undefined,
  };
}

function findUrlProblems(config: Static<typeof migrationConfigSchema>): string[] {
  const { NODE_ENV, DATABASE_URL, MIGRATION_DATABASE_URL } = config;
  const url = MIGRATION_DATABASE_URL ?? DATABASE_URL;
  if (url === undefined) {
    return [
      'DATABASE_URL must be set to the URL of the database to migrate. If that is the URL of a connection pooler, set MIGRATION_DATABASE_URL to the URL of PostgreSQL itself.',
    ];
  }
  if (NODE_ENV === 'production' && containsDevelopmentPassword(url)) {
    return [
      'MIGRATION_DATABASE_URL contains the development password. Choose your own password. With Docker Compose, set POSTGRES_PASSWORD before the first start.',
    ];
  }
  return [];
}

function findServiceRole(serviceUrl: string, ownerUrl: string): ServiceRole | undefined {
  const serviceUser = parseUser(serviceUrl);
  if (serviceUser.name === '' || serviceUser.name === parseUser(ownerUrl).name) return undefined;
  return serviceUser;
}

/** Returns the user in a URL of PostgreSQL. The URL may have several hosts, which `URL` does not accept. */
function parseUser(url: string): ServiceRole {
  const [, name = '', password = ''] = /^\w+:\/\/([^:@/?]*)(?::([^@/?]*))?@/.exec(url) ?? [];
  return { name: decodeURIComponent(name), password: decodeURIComponent(password) };
}
