import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '@kcs/private-servers';
import { CuttableProxy, eventually } from '@kcs/testkit';
import pg from 'pg';
import t from 'tap';
import { createDatabase } from '../../src/database/database.ts';

const UNREACHABLE_HOST = '127.0.0.1:1';
const POOL_SIZE = 4;
const FAILOVER_LIMIT_MS = 10_000;

async function runQuery(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql);
  await client.end();
}

/**
 * Makes a PostgreSQL server create a certificate for 127.0.0.1 and accept encrypted connections. Returns the certificate.
 * The server runs the command, because PostgreSQL uses only a key that belongs to its system user.
 */
async function turnOnTls(url: string): Promise<string> {
  const names = '-subj /CN=kcs-chat -addext subjectAltName=IP:127.0.0.1';
  const command = `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 ${names}`;
  const files = '-keyout server.key -out server.crt';
  await runQuery(url, `COPY (SELECT) TO PROGRAM 'cat > /dev/null; umask 077; ${command} ${files}'`);
  await runQuery(url, 'ALTER SYSTEM SET ssl = on');
  await runQuery(url, 'SELECT pg_reload_conf()');
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(`SELECT pg_read_file('server.crt') AS certificate`);
  await client.end();
  return rows[0].certificate;
}

t.test('with several hosts in DATABASE_URL', async (t) => {
  const primary = await startPostgres();
  t.teardown(() => primary.stop());
  await runQuery(primary.url, 'CREATE TABLE notes (text text)');
  const standby = await startPostgres({ standbyOf: primary.url });
  t.teardown(() => standby.stop());
  const primaryProxy = await CuttableProxy.start(primary.url);
  t.teardown(() => primaryProxy.stop());
  const url = new URL(primary.url);
  const standbyHost = new URL(standby.url).host;
  const buildUrl = (hosts: readonly string[]) =>
    `postgresql://${url.username}:${url.password}@${hosts.join()}/kcs`;
  const db = createDatabase({
    url: buildUrl([standbyHost, UNREACHABLE_HOST, `127.0.0.1:${primaryProxy.port}`]),
    poolSize: POOL_SIZE,
    connectTimeoutMs: 1_000,
  });
  t.teardown(() => db.close());
  const write = async () => db.prisma.$executeRaw`INSERT INTO notes VALUES ('written')`;
  const writeOnEveryConnection = async () => {
    const writes = await Promise.allSettled(Array.from({ length: POOL_SIZE }, write));
    return writes.every(({ status }) => status === 'fulfilled');
  };
  const readServerPort = async () => {
    const rows = await db.prisma.$queryRaw<[{ port: number }]>`SELECT inet_server_port() AS port`;
    return String(rows[0].port);
  };

  t.test('connections lead to the server that accepts writes, not to the first one', async (t) => {
    t.ok(await writeOnEveryConnection());
    t.equal(await readServerPort(), url.port);
  });

  t.test('while no server accepts writes, queries fail instead of reading old data', async (t) => {
    const standbyOnly = createDatabase({ url: buildUrl([standbyHost, UNREACHABLE_HOST]) });
    t.teardown(() => standbyOnly.close());
    await t.rejects(standbyOnly.prisma.$queryRaw`SELECT 1`, { code: 'UNAVAILABLE' });
  });

  t.test(
    'sslmode=verify-full with sslrootcert encrypts, and refuses a server that it cannot verify',
    async (t) => {
      const caPath = join(t.testdir(), 'ca.pem');
      writeFileSync(caPath, await turnOnTls(primary.url));
      const open = (address: string, parameters: string) => {
        const database = createDatabase({
          url: `${buildUrl([address])}?${parameters}`,
          poolSize: 1,
          connectTimeoutMs: 1_000,
        });
        t.teardown(() => database.close());
        return database.prisma.$queryRaw<
          [{ ssl: boolean }]
        >`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`;
      };
      const verified = `sslmode=verify-full&sslrootcert=${encodeURIComponent(caPath)}`;
      t.same(await open(url.host, verified), [{ ssl: true }]);
      await t.rejects(open(url.host, 'sslmode=verify-full'), { message: /self-signed certificate/ });
      await t.rejects(open(`localhost:${url.port}`, verified), { message: /does not match certificate/ });
      await t.rejects(open(standbyHost, verified), { message: /does not support SSL/ });
    },
  );

  t.test('when the primary server is frozen, every connection moves to the promoted one', async (t) => {
    primaryProxy.stall();
    const refusal = t.rejects(write(), { code: 'UNAVAILABLE' }, 'the write does not wait for its timeout');
    await runQuery(standby.url, 'SELECT pg_promote()');
    await eventually('writes succeed on every connection', writeOnEveryConnection, FAILOVER_LIMIT_MS);
    t.equal(await readServerPort(), new URL(standby.url).port);
    await refusal;
  });
});
