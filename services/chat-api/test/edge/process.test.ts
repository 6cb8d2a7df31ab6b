import { startNats, startRedis } from '@kcs/private-servers';
import { startTestDatabase } from '@kcs/testkit';
import t from 'tap';
import { callRest } from '../support/call-rest.ts';
import { runMain } from '../support/run-main.ts';
import { ADMIN } from '../support/start-edge.ts';

t.test('the process', async (t) => {
  const [database, redis, nats] = await Promise.all([startTestDatabase(t), startRedis(), startNats()]);
  t.teardown(() => Promise.all([redis.stop(), nats.stop()]));
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, NATS_URL: nats.url };
  const bootstrap = { BOOTSTRAP_ADMIN_EMAIL: ADMIN.email, BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password };
  const start = async (more: NodeJS.ProcessEnv = {}) => {
    const api = runMain(t, 'main.js', { ...env, ...bootstrap, ...more });
    const { url, ops } = JSON.parse(await api.line('chat-api started')) as { url: string; ops: string };
    return { ...api, url, ops };
  };

  t.test('starts, serves, and on SIGTERM is first not ready, serving still, then ends clean', async (t) => {
    const api = await start({ BALANCER_WAIT_MS: '3000' });
    const started = await api.line('chat-api started');
    t.notOk(started.includes(new URL(database.url).password));
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
    await api.line('Stopping');
    t.equal((await fetch(`${api.ops}/readyz`)).status, 404, 'no new connections wanted');
    const me = await callRest(api.url, 'GET', '/auth/me', { token: login.body.data.token });
    t.equal(me.status, 200, 'who comes all the same is served');
    t.equal(await api.exit, 0);
    t.notOk(api.lines.some((line) => line.includes(login.body.data.token) || line.includes(ADMIN.password)));
  });

  t.test('does not start where its times would be wrong', async (t) => {
    const api = runMain(t, 'main.js', {
      ...env,
      DATABASE_URL: `${database.url}?options=-c%20TimeZone%3DCET`,
    });
    t.match(await api.line('could not start'), /DATABASE_URL gives connections in CET/);
    t.equal(await api.exit, 1);
  });

  t.test('is ready while Redis is away, and not while NATS is', async (t) => {
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
    const bad = runMain(t, 'main.js', { NODE_ENV: 'production' }, ['--check-config']);
    t.equal(await bad.exit, 1);
    const said = bad.lines.join('\n');
    for (const name of ['DATABASE_URL', 'JWT_SIGNING_KEYS', 'SESSION_SECRET'])
      t.match(said, `${name} must be set`);
    const good = runMain(t, 'main.js', { DATABASE_URL: 'postgresql://nowhere.invalid/x' }, [
      '--check-config',
    ]);
    t.equal(await good.exit, 0);
  });
});
