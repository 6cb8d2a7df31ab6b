import t from 'tap';
import { parseDatabaseUrl, replaceDatabaseName } from '../../src/backup/database-url.ts';

t.test('a URL with several hosts keeps all of them', async (t) => {
  const url = 'postgresql://host:p%40ss@host,two:5433,[::1]/kcs?sslmode=require';
  t.same(parseDatabaseUrl(url), {
    urlWithoutPassword: 'postgresql://host@host,two:5433,[::1]/kcs?sslmode=require',
    password: 'p@ss',
    databaseName: 'kcs',
  });
  t.equal(
    replaceDatabaseName(url, 'kcs_restoring'),
    'postgresql://host:p%40ss@host,two:5433,[::1]/kcs_restoring?sslmode=require',
  );
  t.equal(replaceDatabaseName('postgresql:///kcs?host=/tmp', 'b'), 'postgresql:///b?host=/tmp');
});

t.test('an error says what is wrong with a URL, without its password', async (t) => {
  for (const url of ['mysql://a:hunter2@b/kcs', 'postgresql://a:hunter2@b'])
    t.throws(() => parseDatabaseUrl(url), {
      message: /^DATABASE_URL or MIGRATION_DATABASE_URL (is not a URL of PostgreSQL|names no database)$/,
      fix: /postgresql:/,
    });
});
