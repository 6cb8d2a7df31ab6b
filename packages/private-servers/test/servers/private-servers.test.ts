import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';
import { createClient } from 'redis';
import t from 'tap';
import { findFreePort, isPortFree, startNats, startPostgres, startRedis } from '../../src/index.ts';

const parsePort = (url: string) => Number(new URL(url).port);

t.test('a private PostgreSQL accepts only its own password, and stopping it removes its data', async (t) => {
  const server = await startPostgres();
  t.teardown(() => server.stop());
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query(
    "select lower('ÄÖÉ') as lower, current_setting('fsync') as fsync, current_setting('data_directory') as dir",
  );
  await client.end();
  t.match(
    rows[0],
    { lower: 'äöé', fsync: 'off' },
    'letters of every alphabet have upper and lower case, and tests do not sync',
  );

  const urlWithWrongPassword = new URL(server.url);
  urlWithWrongPassword.password = 'guess';
  await t.rejects(new pg.Client({ connectionString: urlWithWrongPassword.href }).connect(), {
    code: '28P01',
  });

  await server.stop();
  t.ok(await isPortFree(parsePort(server.url)));
  t.notOk(existsSync(rows[0].dir), 'the temporary folder is deleted');
});

t.test('a private PostgreSQL keeps its data when it is restarted in the same folder', async (t) => {
  const serverFolder = await mkdtemp(join(tmpdir(), 'kcs-keep-'));
  t.teardown(() => rm(serverFolder, { recursive: true }));
  const port = await findFreePort();
  for (const round of [1, 2]) {
    const server = await startPostgres({ dir: serverFolder, port });
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('create table if not exists kept (round int)');
    await client.query('insert into kept values ($1)', [round]);
    const { rows } = await client.query('select count(*)::int as count from kept');
    await client.end();
    await server.stop();
    t.equal(rows[0].count, round);
  }
});

t.test('a private Redis listens on loopback only', async (t) => {
  const server = await startRedis();
  t.teardown(() => server.stop());
  const client = await createClient({ url: server.url }).connect();
  t.same(await client.configGet('bind'), { bind: '127.0.0.1' });
  client.destroy();
});

t.test('a durable Redis keeps its data after a kill -9', async (t) => {
  const serverFolder = await mkdtemp(join(tmpdir(), 'kcs-keep-'));
  t.teardown(() => rm(serverFolder, { recursive: true }));
  const port = await findFreePort();
  const firstServer = await startRedis({ dir: serverFolder, port, durable: true });
  const client = createClient({ url: firstServer.url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  await client.configSet('appendfsync', 'always');
  await client.set('kept', 'yes');
  firstServer.kill('SIGKILL');
  t.match(await firstServer.exited, { signal: 'SIGKILL' });

  const secondServer = await startRedis({ dir: serverFolder, port, durable: true });
  t.teardown(() => secondServer.stop());
  const secondClient = await createClient({ url: secondServer.url }).connect();
  t.equal(await secondClient.get('kept'), 'yes');
  secondClient.destroy();
});

t.test('a private NATS has JetStream and accepts additional configuration', async (t) => {
  const natsConfig = `
    accounts {
      $SYS { users: [] }
      CHAT { jetstream: enabled, users: [{ user: chat, password: secret }] }
    }`;
  const server = await startNats({ config: natsConfig, probeCredentials: { user: 'chat', pass: 'secret' } });
  t.teardown(() => server.stop());
  await t.rejects(
    connect({ servers: server.url, reconnect: false }),
    'a connection without a user is refused',
  );
  const connection = await connect({ servers: server.url, user: 'chat', pass: 'secret' });
  const reply = await connection.request('$JS.API.INFO');
  t.match(reply.json(), { type: 'io.nats.jetstream.api.v1.account_info_response', streams: 0 });
  await connection.close();
});

t.test(
  'starting a server on a taken port fails instead of using the server that listens there',
  async (t) => {
    const server = await startRedis();
    t.teardown(() => server.stop());
    await t.rejects(startRedis({ port: parsePort(server.url) }), /address already in use/);
  },
);

t.test('the error of a server that cannot start contains its last output lines', async (t) => {
  await t.rejects(startNats({ config: 'nonsense {' }), /nats ended before it was ready.*Parse error/s);
});
