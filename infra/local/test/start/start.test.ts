import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import pg from 'pg';
import { createClient } from 'redis';
import t from 'tap';
import { LocalStart, RUNNING_PATTERN, WITHOUT_SERVERS } from '../fixtures/local-start.ts';

/** The body of a stand-in service's response. */
interface StandInAnswer {
  by: string;
  seen: Record<string, string>;
  execArgv: string[];
}

const PROCESS_NAMES = [
  'postgres',
  'redis',
  'nats',
  'chat-api-1',
  'presence-1',
  'realtime-gateway-1',
  'realtime-gateway-2',
];

/** The folder of a copy of the first test's database. Does not exist until that test has ended. */
let keptDatabase = '/nonexistent';

async function queryDatabase(localStart: LocalStart, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: localStart.entry('postgres')?.url ?? '' });
  client.on('error', () => {});
  await client.connect();
  return client.query(sql).finally(() => client.end());
}

async function pingRedis(url: string): Promise<string> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.ping();
  } finally {
    client.destroy();
  }
}

t.test('a start runs and lists every process, and Ctrl-C stops all of them in order', async (t) => {
  const localStart = await LocalStart.prepare(t);
  const stopOrderFile = join(localStart.root, 'order');
  localStart.start([], { STOP_ORDER: stopOrderFile, PASSED_ON: 'yes', npm_lifecycle_event: 'start' });
  await localStart.waitForOutput(RUNNING_PATTERN);

  const stateEntries = localStart.state();
  t.same(stateEntries.map(({ name }) => name).sort(), [...PROCESS_NAMES, 'haproxy'].sort());
  for (const { pid, url } of stateEntries) {
    t.ok(pid && process.kill(pid, 0));
    t.ok(URL.canParse(url));
  }
  t.equal(statSync(join(localStart.root, '.kcs/state.json')).mode & 0o777, 0o600);
  t.equal(statSync(join(localStart.root, '.kcs/secrets/jwt-signing-keys.json')).mode & 0o777, 0o600);

  const apiAnswer = (await (
    await fetch(`http://127.0.0.1:${localStart.port}/api/v1`)
  ).json()) as StandInAnswer;
  t.match(apiAnswer, {
    by: 'chat-api-1',
    seen: { PASSED_ON: 'yes', DATABASE_URL: /^postgresql:/, SESSION_SECRET: /^\w{64}$/ },
  });
  const gatewayAnswer = (await (
    await fetch(`http://127.0.0.1:${localStart.port + 1}/socket.io/`)
  ).json()) as StandInAnswer;
  t.match(gatewayAnswer.by, /^realtime-gateway-/);
  t.notOk('DATABASE_URL' in gatewayAnswer.seen, 'only chat-api gets the URL of the database');

  await t.test(
    'NATS and Redis accept only their own users, and no command line shows a password',
    async (t) => {
      for (const { seen } of [apiAnswer, gatewayAnswer]) {
        const serviceName = seen.NATS_CREDS_FILE?.split('/').at(-2) ?? '';
        t.equal(serviceName, seen === apiAnswer.seen ? 'chat-api' : 'realtime-gateway');
        t.equal(statSync(seen.NATS_CREDS_FILE ?? '').mode & 0o777, 0o600);
        const authenticator = credsAuthenticator(readFileSync(seen.NATS_CREDS_FILE ?? ''));
        const natsServerUrls = seen.NATS_URL ?? '';
        await (
          await connect({ servers: natsServerUrls, authenticator, inboxPrefix: `_INBOX_${serviceName}` })
        ).close();
        await t.rejects(connect({ servers: natsServerUrls, reconnect: false }), {
          name: 'AuthorizationError',
        });

        const redisUrl = new URL(seen.REDIS_URL ?? '');
        t.equal(redisUrl.username, serviceName);
        t.equal(await pingRedis(redisUrl.href), 'PONG');
        await t.rejects(pingRedis(`redis://${redisUrl.host}`), { message: /NOAUTH/ });
        for (const text of [localStart.output, JSON.stringify(stateEntries), ...localStart.processes()])
          t.notOk(text.includes(redisUrl.password), 'the password is not shown');
      }
    },
  );

  const processPids = stateEntries.map(({ pid }) => pid as number);
  const ctrlCPressedAt = Date.now();
  localStart.child?.kill('SIGINT');
  localStart.child?.kill('SIGINT');
  t.equal(await localStart.exited, 0);
  t.ok(Date.now() - ctrlCPressedAt < 10_000);
  t.same(localStart.processes(), []);
  for (const pid of processPids) t.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  t.same(localStart.state(), []);
  const stopOrder = readFileSync(stopOrderFile, 'utf8').trim().split('\n');
  t.same(
    stopOrder.map((name) => name.startsWith('realtime')),
    [true, true, false, false],
    'gateways stop before services',
  );
  keptDatabase = localStart.keepDatabase();
});

t.test(
  'a process that dies restarts on the same port with its data, and state.json shows the new process',
  async (t) => {
    const localStart = (await LocalStart.prepare(t))
      .copyDatabaseFrom(keptDatabase)
      .start(['--gateways', '1']);
    await localStart.waitForOutput(RUNNING_PATTERN);
    await queryDatabase(localStart, 'create table kept as select 42 as answer');
    for (const name of ['chat-api-1', 'haproxy', 'redis', 'nats', 'postgres']) {
      const entryBeforeRestart = localStart.entry(name);
      process.kill(entryBeforeRestart?.pid as number, 'SIGKILL');
      const entryAfterRestart = await localStart.waitForReturn(name, entryBeforeRestart?.pid as number);
      t.match(entryAfterRestart, { url: entryBeforeRestart?.url, opsUrl: entryBeforeRestart?.opsUrl });
    }
    t.same((await queryDatabase(localStart, 'select answer from kept')).rows, [{ answer: 42 }]);
    t.equal((await fetch(`http://127.0.0.1:${localStart.port}/api/v1`)).status, 200);
  },
);

t.test('after a start was killed, the next start succeeds and keeps the data', async (t) => {
  const localStart = (await LocalStart.prepare(t)).copyDatabaseFrom(keptDatabase).start();
  await localStart.waitForOutput(RUNNING_PATTERN);
  const fetchServiceEnvironment = async () => {
    const { seen } = (await (await fetch(`http://127.0.0.1:${localStart.port}/api`)).json()) as StandInAnswer;
    return seen;
  };
  const environmentBefore = await fetchServiceEnvironment();
  await queryDatabase(localStart, 'create table kept ()');
  localStart.child?.kill('SIGKILL');
  await localStart.exited;
  localStart.start();
  await localStart.waitForOutput(RUNNING_PATTERN);
  t.same(await fetchServiceEnvironment(), environmentBefore, 'the secrets and the database are the same');
  await queryDatabase(localStart, 'select from kept');
});

t.test('a second start in the same folder fails and names the process of the first start', async (t) => {
  const localStart = (await LocalStart.prepare(t)).start(['--gateways', '1'], WITHOUT_SERVERS);
  await localStart.waitForOutput(/Starting/);
  const firstStartProcess = localStart.child;
  const firstStartExited = localStart.exited;
  localStart.start();
  t.equal(await localStart.exited, 1);
  t.match(localStart.output, `as process ${firstStartProcess?.pid}`);
  firstStartProcess?.kill('SIGTERM');
  t.equal(await firstStartExited, 0);
});

t.test(
  'a start on a port in use fails, names the process that uses the port, and suggests another port',
  async (t) => {
    for (const offset of [0, 1]) {
      const localStart = await LocalStart.prepare(t);
      const portHolder = createServer().listen(localStart.port + offset, '127.0.0.1');
      t.teardown(() => portHolder.close());
      localStart.start();
      t.equal(await localStart.exited, 1);
      t.match(
        localStart.output,
        new RegExp(`Port ${localStart.port + offset} is taken.*PORT=\\d+ npm start`, 's'),
      );
      t.match(localStart.output, `(pid ${process.pid})`);
    }
  },
);

t.test('--check prints the result of every check and starts nothing', async (t) => {
  const localStart = (await LocalStart.prepare(t)).start(['--check']);
  t.equal(await localStart.exited, 0, localStart.output);
  t.match(localStart.output, /ok +ports/);
  localStart.start(['--check'], { CRASHES: 'chat-api-1' });
  t.equal(await localStart.exited, 1);
  t.match(localStart.output, /NOT OK +configuration of chat-api/);
  t.same(localStart.state(), []);
});

t.test('--fresh starts with empty data', async (t) => {
  const localStart = (await LocalStart.prepare(t)).copyDatabaseFrom(keptDatabase).start(['--gateways', '1']);
  const countThenCreateTable = async () => {
    const client = new pg.Client({ connectionString: localStart.entry('postgres')?.url ?? '' });
    await client.connect();
    const { rows } = await client.query("select count(*)::int as n from pg_tables where tablename = 'kept'");
    if (rows[0].n === 0) await client.query('create table kept ()');
    await client.end();
    return rows[0].n;
  };
  const tableCounts: number[] = [];
  for (const args of [[], ['--fresh']]) {
    if (tableCounts.length > 0) localStart.start(args);
    await localStart.waitForOutput(RUNNING_PATTERN);
    tableCounts.push(await countThenCreateTable());
    localStart.child?.kill('SIGTERM');
    await localStart.exited;
  }
  t.same(tableCounts, [0, 0]);
});

t.test('an unknown flag of npm start causes an error that lists all flags', async (t) => {
  for (const args of [['--gateway', '2'], ['--gateways', 'many'], ['--gateways', '0'], ['fast']]) {
    const localStart = (await LocalStart.prepare(t)).start(args);
    t.equal(await localStart.exited, 1);
    t.match(localStart.output, /--gateways N/);
  }
});

t.test('--inspect opens a debugger port for each service and lists it in state.json', async (t) => {
  const localStart = (await LocalStart.prepare(t)).start(['--gateways', '1', '--inspect'], WITHOUT_SERVERS);
  await localStart.waitForOutput(RUNNING_PATTERN);
  for (const name of ['chat-api-1', 'presence-1', 'realtime-gateway-1']) {
    const { inspectPort } = localStart.entry(name) ?? {};
    const [target] = (await (await fetch(`http://127.0.0.1:${inspectPort}/json/list`)).json()) as {
      type: string;
    }[];
    t.match(target, { type: 'node' }, name);
    t.match(localStart.output, `${name} ${inspectPort}`);
  }
  t.notOk('inspectPort' in (localStart.entry('haproxy') ?? {}));
});

t.test('by default, services run with source maps and without a debugger', async (t) => {
  const localStart = (await LocalStart.prepare(t)).start(['--gateways', '1'], WITHOUT_SERVERS);
  await localStart.waitForOutput(RUNNING_PATTERN);
  const { execArgv } = (await (
    await fetch(`http://127.0.0.1:${localStart.port}/api/v1`)
  ).json()) as StandInAnswer;
  t.same(execArgv, ['--enable-source-maps']);
});
