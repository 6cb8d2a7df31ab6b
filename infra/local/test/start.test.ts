import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import t from 'tap';
import { StartedLine, UP, WITHOUT_SERVERS } from './fixtures/started-line.ts';

/** What a stand-in service answers. */
interface Answer {
  by: string;
  seen: Record<string, string>;
}

const NAMES = [
  'postgres',
  'redis',
  'nats',
  'chat-api-1',
  'presence-1',
  'realtime-gateway-1',
  'realtime-gateway-2',
];

async function mark(line: StartedLine, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: line.entry('postgres')?.url ?? '' });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

t.test('a start brings up everything, lists it, and Ctrl-C takes all of it down in order', async (t) => {
  const line = await StartedLine.prepare(t);
  const order = join(line.root, 'order');
  line.start([], { STOP_ORDER: order, HANDED_ON: 'yes', npm_lifecycle_event: 'start' });
  await line.says(UP);

  const state = line.state();
  t.same(state.map(({ name }) => name).sort(), [...NAMES, 'haproxy'].sort());
  for (const { pid, url } of state) {
    t.ok(pid && process.kill(pid, 0));
    t.ok(URL.canParse(url));
  }
  t.equal(statSync(join(line.root, '.kcs/state.json')).mode & 0o777, 0o600);
  t.equal(statSync(join(line.root, '.kcs/secrets/jwt-signing-keys.json')).mode & 0o777, 0o600);

  const api = (await (await fetch(`http://127.0.0.1:${line.port}/api/v1`)).json()) as Answer;
  t.match(api, {
    by: 'chat-api-1',
    seen: { HANDED_ON: 'yes', DATABASE_URL: /^postgresql:/, SESSION_SECRET: /^\w{64}$/ },
  });
  const gateway = (await (await fetch(`http://127.0.0.1:${line.port + 1}/socket.io/`)).json()) as Answer;
  t.match(gateway.by, /^realtime-gateway-/);
  t.notOk('DATABASE_URL' in gateway.seen, 'only chat-api knows the database');

  const pids = state.map(({ pid }) => pid as number);
  const pressed = Date.now();
  line.child?.kill('SIGINT');
  line.child?.kill('SIGINT');
  t.equal(await line.exited, 0);
  t.ok(Date.now() - pressed < 10_000);
  t.same(line.processes(), []);
  for (const pid of pids) t.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  t.same(line.state(), []);
  const stopped = readFileSync(order, 'utf8').trim().split('\n');
  t.same(
    stopped.map((name) => name.startsWith('realtime')),
    [true, true, false, false],
    'gateways before services',
  );
});

t.test('what dies is started again on its port, with its data, and state.json follows', async (t) => {
  const line = (await StartedLine.prepare(t)).start(['--gateways', '1']);
  await line.says(UP);
  const database = line.entry('postgres')?.url ?? '';
  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: database });
    client.on('error', () => {});
    await client.connect();
    return client.query(sql).finally(() => client.end());
  };
  await query('create table kept as select 42 as answer');
  for (const name of ['chat-api-1', 'haproxy', 'redis', 'nats', 'postgres']) {
    const before = line.entry(name);
    process.kill(before?.pid as number, 'SIGKILL');
    const after = await line.returns(name, before?.pid as number);
    t.match(after, { url: before?.url, opsUrl: before?.opsUrl });
  }
  t.same((await query('select answer from kept')).rows, [{ answer: 42 }]);
  t.equal((await fetch(`http://127.0.0.1:${line.port}/api/v1`)).status, 200);
});

t.test('a start that is killed outright leaves nothing in the way of the next, and data stay', async (t) => {
  const line = (await StartedLine.prepare(t)).start();
  await line.says(UP);
  const secret = async () => {
    const { seen } = (await (await fetch(`http://127.0.0.1:${line.port}/api`)).json()) as Answer;
    return seen;
  };
  const before = await secret();
  await mark(line, 'create table kept ()');
  line.child?.kill('SIGKILL');
  await line.exited;
  line.start();
  await line.says(UP);
  t.same(await secret(), before, 'the same secrets and the same database');
  await mark(line, 'select from kept');
});

t.test('a second start in the same folder names the first one', async (t) => {
  const line = (await StartedLine.prepare(t)).start(['--gateways', '1'], WITHOUT_SERVERS);
  await line.says(/starting/);
  const first = line.child;
  const firstExited = line.exited;
  line.start();
  t.equal(await line.exited, 1);
  t.match(line.output, `as process ${first?.pid}`);
  first?.kill('SIGTERM');
  t.equal(await firstExited, 0);
});

t.test('a taken port is named, with its owner and the way around it', async (t) => {
  for (const offset of [0, 1]) {
    const line = await StartedLine.prepare(t);
    const other = createServer().listen(line.port + offset, '127.0.0.1');
    t.teardown(() => other.close());
    line.start();
    t.equal(await line.exited, 1);
    t.match(line.output, new RegExp(`port ${line.port + offset} is taken.*PORT=\\d+ npm start`, 's'));
    t.match(line.output, `(pid ${process.pid})`);
  }
});

t.test('--check tells what is well and what is not, and starts nothing', async (t) => {
  const line = (await StartedLine.prepare(t)).start(['--check']);
  t.equal(await line.exited, 0, line.output);
  t.match(line.output, /ok +ports/);
  line.start(['--check'], { CRASHES: 'chat-api-1' });
  t.equal(await line.exited, 1);
  t.match(line.output, /NOT OK +configuration of chat-api/);
  t.same(line.state(), []);
});

t.test('--fresh begins with empty data', async (t) => {
  const line = (await StartedLine.prepare(t)).start(['--gateways', '1']);
  const tables = async () => {
    const client = new pg.Client({ connectionString: line.entry('postgres')?.url ?? '' });
    await client.connect();
    const { rows } = await client.query("select count(*)::int as n from pg_tables where tablename = 'kept'");
    if (rows[0].n === 0) await client.query('create table kept ()');
    await client.end();
    return rows[0].n;
  };
  const found: number[] = [];
  for (const args of [[], ['--fresh']]) {
    if (found.length > 0) line.start(args);
    await line.says(UP);
    found.push(await tables());
    line.child?.kill('SIGTERM');
    await line.exited;
  }
  t.same(found, [0, 0]);
});

t.test('a flag that there is not is an error that lists what there is', async (t) => {
  for (const args of [['--gateway', '2'], ['--gateways', 'many'], ['--gateways', '0'], ['fast']]) {
    const line = (await StartedLine.prepare(t)).start(args);
    t.equal(await line.exited, 1);
    t.match(line.output, /--gateways N/);
  }
});
