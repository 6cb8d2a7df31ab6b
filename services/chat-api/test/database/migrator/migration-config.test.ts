import { readFile } from 'node:fs/promises';
import { ConfigError } from '@kcs/service-kit';
import t from 'tap';
import { migrationConfigSchema, readMigrationUrl } from '../../../src/database/migrator/migration-config.ts';

const DATABASE_URL = 'postgresql://pooler/kcs';
const MIGRATION_DATABASE_URL = 'postgresql://postgres/kcs';

t.test('MIGRATION_DATABASE_URL takes precedence over DATABASE_URL', async (t) => {
  t.equal(readMigrationUrl({ DATABASE_URL }), DATABASE_URL);
  t.equal(readMigrationUrl({ DATABASE_URL, MIGRATION_DATABASE_URL }), MIGRATION_DATABASE_URL);
  t.equal(readMigrationUrl({ DATABASE_URL, MIGRATION_DATABASE_URL: '' }), DATABASE_URL);
});

t.test('the migrate job refuses a missing or invalid URL without showing a password', async (t) => {
  t.throws(() => readMigrationUrl({}), ConfigError);
  t.throws(() => readMigrationUrl({ DATABASE_URL: 'mysql://user:hunter2@db/kcs' }), {
    name: 'ConfigError',
    message: /DATABASE_URL must start with postgres(?!.*hunter2)/,
  });
});

t.test('the README lists every variable of the migrate job', async (t) => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  for (const name of Object.keys(migrationConfigSchema.properties)) t.match(readme, `| \`${name}\` |`);
});
