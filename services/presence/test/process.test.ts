import { PRESENCE } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { userId } from './support/ids.ts';
import { startPresence } from './support/presence-system.ts';
import { Replica } from './support/replica.ts';
import { until } from './support/until.ts';

t.test('--check-config names everything that is wrong and exits 1', async (t) => {
  const env = { REDIS_URL: 'nonsense', GATEWAY_BEAT_MS: 'soon', NODE_ENV: 'production' };
  const replica = new Replica(t, env, ['--check-config']);
  t.equal(await replica.exit(), 1);
  const text = JSON.stringify(replica.lines);
  for (const name of ['REDIS_URL', 'GATEWAY_BEAT_MS', 'NATS_URL']) t.match(text, name);

  const short = new Replica(t, { GATEWAY_LEASE_MS: '6000' }, ['--check-config']);
  t.equal(await short.exit(), 1);
  t.match(JSON.stringify(short.lines), 'outlives two beats');
  t.equal(await new Replica(t, {}, ['--check-config']).exit(), 0);
});

t.test('it is ready while Redis and NATS are usable, counts what it does, and stops with 0', async (t) => {
  const system = await startPresence(t, 1);
  const [replica] = system.replicas as [Replica];
  const ops = String((await replica.started()).ops);
  const ready = async () => (await fetch(`${ops}/readyz`)).status;
  t.equal(await ready(), 200);
  const ada = userId();
  const gateway = await system.gateway('g1');
  await gateway.change({ opened: { s1: ada } });
  await system.heard(ada, 'online');
  await until(
    async () => (await fetch(`${ops}/metrics`)).text(),
    (text) => /kcs_presence_changes_told_total\{[^}]*\} 1\n/.test(text),
  );
  system.redis.server.freeze();
  await until(ready, (status) => status === 404);
  system.redis.server.thaw();
  await until(ready, (status) => status === 200);
  t.equal(await replica.stop(), 0);
});

t.test('what is malformed is refused with its reason, and harms nobody', async (t) => {
  const system = await startPresence(t, 1);
  const hostile: unknown[] = [
    {},
    { epoch: 'no-ulid', revision: -1 },
    { userId: "user_'; FLUSHALL", status: 'online' },
    { userIds: Array.from({ length: 501 }, userId) },
    null,
    [],
  ];
  for (const { subject } of Object.values(PRESENCE)) {
    if (subject === PRESENCE.stats.subject) continue;
    for (const payload of hostile) {
      const reply = await system.nc.request(subject, JSON.stringify(payload), { timeout: 2000 });
      t.match(
        reply.json(),
        { ok: false, error: { code: 'VALIDATION_FAILED' } },
        `${subject} ${JSON.stringify(payload)}`.slice(0, 80),
      );
    }
    const reply = await system.nc.request(subject, 'not json', { timeout: 2000 });
    t.match(reply.json(), { ok: false, error: { code: 'VALIDATION_FAILED' } });
  }
  t.match(await sendRequest(system.nc, PRESENCE.stats, {}), { totalUsers: 0 });
});
