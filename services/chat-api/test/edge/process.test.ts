import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startNats, startPostgres, startRedis } from '@kcs/local';
import type { Test } from 'tap';
import t from 'tap';
import { applyMigrations } from '../../src/store/apply-migrations.ts';
import { createDatabase } from '../../src/store/database.ts';
import { callRest } from '../support/call-rest.ts';
import { ADMIN } from '../support/start-edge.ts';

interface Run {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** The first line with this text, past or to come. */
  line(text: string): Promise<string>;
  readonly exit: Promise<number | null>;
}

function run(t: Test, file: string, env: NodeJS.ProcessEnv, args: string[] = []): Run {
  const entry = fileURLToPath(new URL(`../../src/${file}`, import.meta.url));
  const child = spawn(process.execPath, ['--import=tsx', '--conditions=kcs-source', entry, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  }
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const line: Run['line'] = (text) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = lines.find((one) => one.includes(text));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void exit.then(() => reject(new Error(`ended without "${text}":\n${lines.join('\n')}`)));
    });
  return { child, lines, line, exit };
}

t.test('the process', async (t) => {
  const [postgres, redis, nats] = await Promise.all([startPostgres(), startRedis(), startNats()]);
  t.teardown(() => Promise.all([postgres.stop(), redis.stop(), nats.stop()]));
  const env = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, NATS_URL: nats.url };
  const bootstrap = { BOOTSTRAP_ADMIN_EMAIL: ADMIN.email, BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password };
  await applyMigrations(postgres.url);
  const start = async (more: NodeJS.ProcessEnv = {}) => {
    const api = run(t, 'main.ts', { ...env, ...bootstrap, ...more });
    const { url, ops } = JSON.parse(await api.line('chat-api started')) as { url: string; ops: string };
    return { ...api, url, ops };
  };

  t.test('starts with one line that holds no password, is ready, serves, and stops clean', async (t) => {
    const api = await start();
    const started = await api.line('chat-api started');
    t.notOk(started.includes(new URL(postgres.url).password));
    const ready = await fetch(`${api.ops}/readyz`);
    t.equal(ready.status, 200);
    t.match(await ready.json(), {
      ready: true,
      dependencies: { postgres: { ok: true }, nats: { ok: true } },
    });
    const login = await callRest(api.url, 'POST', '/auth/login', { body: ADMIN });
    t.equal(login.status, 200);
    const metrics = await (await fetch(`${api.ops}/metrics`)).text();
    t.match(
      metrics,
      /http_request_duration_seconds_count\{.*route="\/api\/v1\/auth\/login",status="200".*\} 1/,
    );
    t.match(metrics, /http_requests_in_flight\{.*\} 0/);
    api.child.kill('SIGTERM');
    t.equal(await api.exit, 0);
    t.notOk(api.lines.some((line) => line.includes(login.body.data.token) || line.includes(ADMIN.password)));
  });

  t.test(
    'on SIGTERM it is first not ready but serves, then answers what is under way, then ends',
    async (t) => {
      const api = await start({ BALANCER_WAIT_MS: '1500' });
      const { body } = await callRest(api.url, 'POST', '/auth/login', { body: ADMIN });
      api.child.kill('SIGTERM');
      await api.line('Stopping');
      const ready = await fetch(`${api.ops}/readyz`);
      t.equal(ready.status, 404, 'no new connections wanted');
      const me = await callRest(api.url, 'GET', '/auth/me', { token: body.data.token });
      t.equal(me.status, 200, 'who comes all the same is served');
      t.equal(await api.exit, 0);
    },
  );

  t.test('is not ready while PostgreSQL or NATS is away, but while Redis is', async (t) => {
    const ownRedis = await startRedis();
    const ownNats = await startNats();
    t.teardown(() => Promise.all([ownRedis.stop(), ownNats.stop()]));
    const api = await start({ REDIS_URL: ownRedis.url, NATS_URL: ownNats.url });
    await ownRedis.stop();
    t.equal((await fetch(`${api.ops}/readyz`)).status, 200);
    t.equal((await callRest(api.url, 'POST', '/auth/login', { body: ADMIN })).status, 200);
    await ownNats.stop();
    let status = 200;
    const until = Date.now() + 15_000;
    while (status === 200 && Date.now() < until) status = (await fetch(`${api.ops}/readyz`)).status;
    t.equal(status, 404);
    t.equal((await callRest(api.url, 'POST', '/auth/login', { body: ADMIN })).status, 200, 'REST goes on');
    api.child.kill('SIGKILL');
    await api.exit;
  });

  t.test('--check-config tells all that is wrong, connects to nothing and exits 1', async (t) => {
    const bad = run(t, 'main.ts', { NODE_ENV: 'production' }, ['--check-config']);
    t.equal(await bad.exit, 1);
    const said = bad.lines.join('\n');
    for (const name of ['DATABASE_URL', 'JWT_SIGNING_KEYS', 'SESSION_SECRET'])
      t.match(said, `${name} must be set`);
    const good = run(t, 'main.ts', { DATABASE_URL: 'postgresql://nowhere.invalid/x' }, ['--check-config']);
    t.equal(await good.exit, 0);
  });

  t.test('demo data is loaded once, however often, and never in production', async (t) => {
    const refused = run(t, 'seed-demo.ts', { ...env, NODE_ENV: 'production' });
    t.equal(await refused.exit, 1);
    t.match(refused.lines.join('\n'), /production/);
    const db = createDatabase({ url: postgres.url });
    t.teardown(() => db.close());
    const count = async () => ({
      users: await db.prisma.user.count(),
      rooms: await db.prisma.room.count(),
      messages: await db.prisma.message.count(),
    });
    const before = await count();
    t.equal(await run(t, 'seed-demo.ts', env).exit, 0);
    const once = await count();
    t.same(once, { users: before.users + 4, rooms: before.rooms + 2, messages: before.messages + 6 });
    t.equal(await run(t, 'seed-demo.ts', env).exit, 0);
    t.same(await count(), once);
    const api = await start();
    for (const person of ['teacher', 'student', 'parent', 'admin']) {
      const body = { email: `${person}@school.com`, password: 'password123' };
      const { status, body: answer } = await callRest(api.url, 'POST', '/auth/login', { body });
      t.equal(status, 200, person);
      const rooms = await callRest(api.url, 'GET', '/chat/rooms', { token: answer.data.token });
      t.equal(rooms.body.data.length, { teacher: 2, parent: 2, student: 1, admin: 0 }[person], person);
    }
    api.child.kill('SIGTERM');
    t.equal(await api.exit, 0);
  });
});
