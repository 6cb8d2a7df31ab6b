import { PRESENCE_REQUESTS } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import { eventually, type TestProcess } from '@kcs/testkit';
import t from 'tap';
import { createUserId } from './support/ids.ts';
import { startPresenceSystem, startReplicaProcess } from './support/presence-system.ts';

t.test('with --check-config, presence lists every problem and exits with code 1 (CONF-2)', async (t) => {
  const env = { REDIS_URL: 'nonsense', GATEWAY_BEAT_MS: 'soon', NODE_ENV: 'production' };
  const invalidConfigProcess = startReplicaProcess(t, env, ['--check-config']);
  t.equal(await invalidConfigProcess.exitCode(), 1);
  for (const name of ['REDIS_URL', 'GATEWAY_BEAT_MS', 'NATS_URL'])
    t.match(invalidConfigProcess.log.tail(100), name);

  const shortLeaseProcess = startReplicaProcess(t, { GATEWAY_LEASE_MS: '6000' }, ['--check-config']);
  t.equal(await shortLeaseProcess.exitCode(), 1);
  t.match(shortLeaseProcess.log.tail(100), 'must outlast two heartbeats');
  t.equal(await startReplicaProcess(t, {}, ['--check-config']).exitCode(), 0);
});

t.test('in production, presence needs only NATS and Redis URLs with credentials (CONF-3)', async (t) => {
  const envWithoutCredentials = {
    NODE_ENV: 'production',
    NATS_URL: 'nats://nats:4222',
    REDIS_URL: 'redis://redis:6379',
  };
  const refusedProcess = startReplicaProcess(t, envWithoutCredentials, ['--check-config']);
  t.equal(await refusedProcess.exitCode(), 1);
  for (const advice of ['NATS_CREDS_FILE must be set', 'redis://user:password@host:port'])
    t.match(refusedProcess.log.tail(100), advice);
  const env = {
    ...envWithoutCredentials,
    NATS_URL: 'nats://user:secret@nats:4222',
    REDIS_URL: 'redis://:secret@redis:6379',
  };
  t.equal(await startReplicaProcess(t, env, ['--check-config']).exitCode(), 0);
});

t.test(
  'a replica is ready while Redis and NATS work, counts its notices, and stops with exit code 0',
  async (t) => {
    const presenceSystem = await startPresenceSystem(t, 1);
    const [replica] = presenceSystem.replicas as [TestProcess];
    const { ops } = JSON.parse(await replica.line('presence started'));
    const fetchReadyzStatus = async () => (await fetch(`${ops}/readyz`)).status;
    t.equal(await fetchReadyzStatus(), 200);
    const ada = createUserId();
    const gateway = await presenceSystem.gateway('g1');
    await gateway.change({ opened: { s1: ada } });
    await presenceSystem.received(ada, 'online');
    const metricsText = await eventually(
      'the counted notice',
      async () => (await fetch(`${ops}/metrics`)).text(),
      {
        until: (text) => /kcs_presence_changes_told_total\{[^}]*\} 1\n/.test(text),
      },
    );
    t.match(metricsText, /kcs_presence_leases_ended_total\{[^}]*\} 0\n/);
    t.match(metricsText, /kcs_presence_path_healthy_seconds\{[^}]*\} \d/);
    presenceSystem.redis.freeze();
    await eventually('not ready', async () => (await fetchReadyzStatus()) === 404);
    presenceSystem.redis.thaw();
    await eventually('ready again', async () => (await fetchReadyzStatus()) === 200, 30_000);

    await presenceSystem.redisClient.sendCommand(['REPLICAOF', '127.0.0.1', '1']);
    const readRedisState = async (): Promise<{ ok: boolean; error?: string }> => {
      const response = await fetch(`${ops}/readyz`);
      return JSON.parse(await response.text()).dependencies.redis;
    };
    await eventually('not ready because Redis is read-only', readRedisState, {
      until: ({ error = '' }) => /READONLY/.test(error),
    });
    await t.rejects(
      sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.setStatus, { userId: ada, status: 'busy' }),
      {
        code: 'UNAVAILABLE',
      },
    );
    await presenceSystem.redisClient.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    await eventually(
      'ready when Redis accepts writes',
      async () => (await fetchReadyzStatus()) === 200,
      30_000,
    );
    t.equal(await replica.stop(), 0);
  },
);

t.test('presence refuses a malformed request, states the reason, and changes nothing', async (t) => {
  const presenceSystem = await startPresenceSystem(t, 1);
  const malformedRequests: unknown[] = [
    {},
    { epoch: 'no-ulid', revision: -1 },
    { userId: "user_'; FLUSHALL", status: 'online' },
    { userIds: Array.from({ length: 501 }, createUserId) },
    null,
    [],
  ];
  for (const { subject } of Object.values(PRESENCE_REQUESTS)) {
    if (subject === PRESENCE_REQUESTS.stats.subject) continue;
    for (const payload of malformedRequests) {
      const reply = await presenceSystem.nc.request(subject, JSON.stringify(payload), { timeout: 2000 });
      t.match(
        reply.json(),
        { ok: false, error: { code: 'VALIDATION_FAILED' } },
        `${subject} ${JSON.stringify(payload)}`.slice(0, 80),
      );
    }
    const reply = await presenceSystem.nc.request(subject, 'not json', { timeout: 2000 });
    t.match(reply.json(), { ok: false, error: { code: 'VALIDATION_FAILED' } });
  }
  t.match(await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.stats, {}), { totalUsers: 0 });
});
