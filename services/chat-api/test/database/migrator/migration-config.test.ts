import { readFile } from 'node:fs/promises';
import { ConfigError } from '@kcs/service-kit';
import t from 'tap';
import {
  migrationConfigSchema,
  readMigrationTarget,
} from '../../../src/database/migrator/migration-config.ts';

const DATABASE_URL = 'postgresql://pooler/kcs';
const MIGRATION_DATABASE_URL = 'postgresql://postgres/kcs';

t.test('MIGRATION_DATABASE_URL takes precedence over DATABASE_URL', async (t) => {
  t.equal(readMigrationTarget({ DATABASE_URL }).url, DATABASE_URL);
  t.equal(readMigrationTarget({ DATABASE_URL, MIGRATION_DATABASE_URL }).url, MIGRATION_DATABASE_URL);
  t.equal(readMigrationTarget({ DATABASE_URL, MIGRATION_DATABASE_URL: '' }).url, DATABASE_URL);
});

t.test('the migrate job refuses a missing or invalid URL without showing a password', async (t) => {
  t.throws(() => readMigrationTarget({}), ConfigError);
  t.throws(() => readMigrationTarget({ DATABASE_URL: 'mysql://user:hunter2@db/kcs' }), {
    name: 'ConfigError',
    message: /DATABASE_URL must start with postgres(?!.*hunter2)/,
  });
});

t.test('in production, the migrate job refuses the publicly known password', async (t) => {
  const env = { NODE_ENV: 'production', MIGRATION_DATABASE_URL: 'postgres://kcs:kcs@postgres:5432/kcs' };
  t.throws(() => readMigrationTarget(env), {
    name: 'ConfigError',
    message: /MIGRATION_DATABASE_URL contains the development password/,
  });
  t.doesNotThrow(() => readMigrationTarget({ ...env, NODE_ENV: 'development' }));
});

t.test('the README lists every variable of the migrate job', async (t) => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  for (const name of Object.keys(migrationConfigSchema.properties)) t.match(readme, `| \`${name}\` |`);
});

t.test('the user in DATABASE_URL is the service role, unless it is the user who migrates', async (t) => {
  const findRole = (serviceUrl: string, ownerUrl?: string) =>
    readMigrationTarget({ DATABASE_URL: serviceUrl, MIGRATION_DATABASE_URL: ownerUrl }).serviceRole;
  t.same(findRole('postgresql://chat:p%40ss@one,two/kcs', 'postgresql://owner:x@one/kcs'), {
    name: 'chat',
    password: 'p@ss',
  });
  t.equal(findRole('postgresql://owner:x@pooler/kcs', 'postgresql://owner:x@one/kcs'), undefined);
  t.equal(findRole('postgresql://owner:x@one/kcs'), undefined);
  t.equal(findRole('postgresql://pooler/kcs', 'postgresql://owner@one/kcs'), undefined);
});
