import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@kcs/local';
import pg from 'pg';
import t from 'tap';
import { eventually, startSystem } from '../src/index.ts';
import { STAND_INS } from './support/stand-ins.ts';

const isRunning = (pid: number | undefined): boolean => {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
};

const cluster = await startPostgres();
process.env.KCS_TEST_POSTGRES_URL = cluster.url;
t.teardown(() => cluster.stop());

const databases = async (like: string): Promise<string[]> => {
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  const { rows } = await client.query('select datname from pg_database where datname like $1', [like]);
  await client.end();
  return rows.map(({ datname }) => datname);
};

/** A test object that ends when it is told to, failed or not. */
const shortTest = (passing = true) => {
  const ends: (() => unknown)[] = [];
  return {
    teardown: (end: () => unknown) => void ends.push(end),
    passing: () => passing,
    end: async () => {
      for (const end of ends.reverse()) await end();
    },
  };
};

t.test(
  'systems side by side have databases of their own from one migration, and leave nothing behind',
  async (t) => {
    const tests = [shortTest(), shortTest()];
    const systems = await Promise.all(
      tests.map((test) => startSystem(test, { programs: STAND_INS, gateways: 3, apis: 2 })),
    );
    const [a, b] = systems as [(typeof systems)[0], (typeof systems)[0]];
    t.same(
      a.services.map(({ name }) => name),
      [
        'chat-api-1',
        'chat-api-2',
        'realtime-gateway-1',
        'realtime-gateway-2',
        'realtime-gateway-3',
        'presence-1',
      ],
    );
    const migrated = await Promise.all(
      systems.flatMap(async (system) => (await (await system.admin()).rest('GET', '/migrated')).body.data),
    );
    t.equal(migrated[0].length, 1);
    t.same(migrated[0], migrated[1], 'migrated once');
    t.not(a.database.url, b.database.url);
    t.equal((await a.database.query('select * from migrated')).rowCount, 1);
    t.not(a.redis.url, b.redis.url);

    const pids = a.services.map(({ pid }) => pid);
    t.ok(pids.every(isRunning));
    await tests[0]?.end();
    t.notOk(pids.some(isRunning), 'its processes are gone');
    t.equal((await databases('kcs_test_%')).length, 1, 'its database is gone');
    t.equal((await (await b.admin()).rest('GET', '/redis')).body.data, 'PONG', 'the other one goes on');
    await tests[1]?.end();
    t.same(await databases('kcs_test_%'), []);
    t.equal((await databases('kcs_template_%')).length, 1, 'the template stays for the next');
  },
);

t.test('people, rooms and sockets', async (t) => {
  const system = await startSystem(t, { programs: STAND_INS });
  const ada = await system.user({ name: 'Ada', user_type: 'Teacher' });
  const bob = await system.user();
  t.match(ada, { name: 'Ada', token: `token-of-${ada.id}` });
  t.not(ada.id, bob.id);
  const room = await system.room({ owner: ada, members: [bob], name: 'Class' });
  t.match(room, { id: 'room_1', room_type: 'group', name: 'Class', member_ids: [bob.id] });
  const socket = await ada.connect(system.gateways[1]);
  t.ok(socket.connected);
  t.match(await socket.join([room.id], { [room.id]: 3 }), {
    success: true,
    event: 'join-chat-rooms',
    payload: { roomIds: ['room_1'], since: { room_1: 3 } },
  });
  socket.emit('drop-me');
  t.equal(await socket.closed(), 'transport close');
  await socket.reconnected();
  const stranger = ada.connect(system.gateways[0], { auth: { token: 'forged' } });
  await t.rejects(stranger, { message: 'UNAUTHENTICATED' });
  const { status, headers } = await ada.rest('GET', '/x', undefined, { api: system.apis[0], base: '/' });
  t.equal(status, 404);
  t.match(headers.get('content-type'), /json/);
});

t.test('a service can be stopped, killed, frozen and restarted at its old address', async (t) => {
  const system = await startSystem(t, { programs: STAND_INS, env: { EXIT_CODE: '7' } });
  const [gateway] = system.gateways;
  const first = gateway.pid;
  t.equal(await gateway.stop(), 7, 'the exit code of a clean stop');
  t.notOk(gateway.running);
  await gateway.start();
  t.not(gateway.pid, first);
  await gateway.kill('SIGKILL');
  t.same(await gateway.exited, { code: null, signal: 'SIGKILL' });
  await gateway.start({ env: { EXIT_CODE: '8' } });
  gateway.freeze();
  await t.rejects(fetch(`${gateway.ops}/readyz`, { signal: AbortSignal.timeout(100) }), {
    name: 'TimeoutError',
  });
  gateway.thaw();
  t.equal((await fetch(`${gateway.ops}/readyz`)).status, 200);
  t.equal(await gateway.stop(), 8);
  await gateway.start();
  await gateway.restart();
  t.ok(gateway.running);
  system.assertAllAlive(t);
});

t.test('an end that nobody asked for is told, and so is a secret in a log', async (t) => {
  const system = await startSystem(t, { programs: STAND_INS, apis: 2 });
  system.assertAllAlive(t);
  system.assertNoSecretsInLogs(t);
  const found: unknown[] = [];
  const collect = { same: (seen: unknown) => found.push(seen) };
  const admin = await system.admin();
  await admin.rest('POST', '/leak', {});
  await eventually('the line', () => system.apis[0].log.tail(1).includes('secret'));
  await admin.rest('POST', '/crash', {}, { api: system.apis[1] }).catch(() => undefined);
  await system.apis[1]?.exited;
  system.assertNoSecretsInLogs(collect);
  system.assertAllAlive(collect);
  t.match(found, [[{ service: 'chat-api-1', line: /the secret is/ }], [{ name: 'chat-api-2', code: 3 }]]);
  t.match(system.describeLogs(), /--- chat-api-1.*\n[\s\S]*"msg":"started"/);
});

t.test("one replica's link can be cut, stalled and mended while the others go on", async (t) => {
  const system = await startSystem(t, { programs: STAND_INS, apis: 2, cuttable: true });
  const admin = await system.admin();
  const ping = async (n: number) =>
    (await admin.rest('GET', '/redis', undefined, { api: system.apis[n] })).body.data;
  t.equal(await ping(0), 'PONG');
  system.apis[0].links.redis.cut();
  t.not(await ping(0), 'PONG');
  t.equal(await ping(1), 'PONG');
  system.apis[0].links.redis.mend();
  await eventually('the link is back', async () => (await ping(0)) === 'PONG');
  const plain = await startSystem(t, { programs: STAND_INS });
  t.throws(() => plain.apis[0].links, /cuttable: true/);
});

t.test(
  'a service that cannot start fails the start with its last words, and the rest is taken away',
  async (t) => {
    const test = shortTest();
    const migrate = STAND_INS.migrate;
    await t.rejects(startSystem(test, { programs: { ...STAND_INS, presence: migrate }, gateways: 1 }), {
      message: /presence-1 ended at once \(1\):\n[\s\S]*ECONNREFUSED/,
    });
    await test.end();
    t.same(await databases('kcs_test_%'), []);
    await t.rejects(startSystem(test, { programs: { ...STAND_INS, presence: '/nowhere/main.js' } }), {
      message: /nowhere\/main.js is not there: build first/,
    });
  },
);

t.test('services die with the test process, however it dies', async (t) => {
  const program = fileURLToPath(new URL('./support/system-of-its-own.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import=tsx', '--conditions=kcs-source', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const pids = JSON.parse(line as string) as number[];
  t.equal(pids.length, 3);
  t.ok(pids.every(isRunning));
  process.kill(pids[0] ?? 0, 'SIGSTOP');
  child.kill('SIGKILL');
  await eventually('the services are gone', () => !pids.some(isRunning));
});

t.test('a PostgreSQL of its own can be killed, and keeps what it acknowledged', async (t) => {
  const system = await startSystem(t, { programs: STAND_INS, gateways: 1, ownPostgres: true });
  await system.database.query('create table kept (n int)');
  await system.database.query('insert into kept select generate_series(1, 100)');
  await system.postgres.kill();
  await t.rejects(system.database.query('select 1'));
  await system.postgres.start();
  const { rows } = await system.database.query('select count(*)::int as n from kept');
  t.same(rows, [{ n: 100 }]);
  const plain = await startSystem(t, { programs: STAND_INS, gateways: 1 });
  t.throws(() => plain.postgres, /ownPostgres: true/);
});
