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

  t.test('when the primary server is frozen, every connection moves to the promoted one', async (t) => {
    primaryProxy.stall();
    const refusal = t.rejects(write(), { code: 'UNAVAILABLE' }, 'the write does not wait for its timeout');
    await runQuery(standby.url, 'SELECT pg_promote()');
    await eventually('writes succeed on every connection', writeOnEveryConnection, FAILOVER_LIMIT_MS);
    t.equal(await readServerPort(), new URL(standby.url).port);
    await refusal;
  });
});
