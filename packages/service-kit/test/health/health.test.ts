import { eventually } from '@kcs/testkit';
import { Counter, Registry } from 'prom-client';
import t from 'tap';
import { createMetrics, Health, startOpsServer } from '../../src/index.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

/** Starts an ops server for the test. Returns a function that requests a path from this server. */
async function startOpsServerAndCreateFetch(
  t: { teardown(end: () => Promise<void>): void },
  health: Health,
  metrics = new Registry(),
) {
  const { logger } = createRecordingLogger();
  const opsServer = await startOpsServer({ host: '127.0.0.1', port: 0, health, metrics, logger });
  t.teardown(() => opsServer.stop());
  return async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${opsServer.port}${path}`);
    const responseText = await response.text();
    return {
      status: response.status,
      text: responseText,
      body: path === '/metrics' ? undefined : JSON.parse(responseText),
    };
  };
}

t.test('a process is ready if it accepts connections and every dependency is usable (END-5)', async (t) => {
  const health = new Health();
  const fetchFromOpsServer = await startOpsServerAndCreateFetch(t, health);
  let isRedisBroken = false;
  health.dependency('redis', () => {
    if (isRedisBroken) throw new Error('Redis is down');
  });
  t.match(await fetchFromOpsServer('/readyz'), { status: 404, body: { ready: false, accepting: false } });

  health.setAccepting(true);
  t.match(await fetchFromOpsServer('/readyz'), {
    status: 200,
    body: { ready: true, dependencies: { redis: { ok: true } } },
  });

  isRedisBroken = true;
  const notReadyResponse = await eventually('the broken dependency', async () => {
    const response = await fetchFromOpsServer('/readyz');
    return response.status === 404 ? response : undefined;
  });
  t.match(notReadyResponse.body, {
    accepting: true,
    dependencies: { redis: { ok: false, error: 'Redis is down' } },
  });
  t.equal(
    (await fetchFromOpsServer('/livez')).status,
    200,
    'a broken dependency is not a reason for a restart',
  );

  health.setAccepting(false);
  isRedisBroken = false;
  t.equal((await fetchFromOpsServer('/readyz')).status, 404, 'at once when it accepts no more connections');
});

t.test('/readyz shows a failed check for warnings, but the process stays ready', async (t) => {
  const health = new Health();
  health.setAccepting(true);
  const fetchFromOpsServer = await startOpsServerAndCreateFetch(t, health);
  health.warning('outbox', () => {
    throw new Error('the stream is full');
  });
  t.match(await fetchFromOpsServer('/readyz'), {
    status: 200,
    body: {
      ready: true,
      dependencies: { outbox: { ok: false, required: false, error: 'the stream is full' } },
    },
  });
});

t.test(
  'while a dependency is unresponsive, the process is not ready, and frequent probes share one check',
  async (t) => {
    const health = new Health();
    health.setAccepting(true);
    let checkCount = 0;
    health.dependency('frozen', () => {
      checkCount += 1;
      return new Promise(() => undefined);
    });
    const fetchFromOpsServer = await startOpsServerAndCreateFetch(t, health);
    const responses = await Promise.all([
      fetchFromOpsServer('/readyz'),
      fetchFromOpsServer('/readyz'),
      fetchFromOpsServer('/readyz'),
    ]);
    for (const response of responses) {
      t.match(response, {
        status: 404,
        body: { dependencies: { frozen: { ok: false, error: /within 1000 ms/ } } },
      });
    }
    t.equal(checkCount, 1);
  },
);

t.test('/livez says why a process should be restarted', async (t) => {
  const health = Object.assign(new Health(), { describeLivenessProblem: () => 'stuck' });
  const fetchFromOpsServer = await startOpsServerAndCreateFetch(t, health);
  t.match(await fetchFromOpsServer('/livez'), { status: 503, body: { alive: false, reason: 'stuck' } });
});

t.test('metrics include the event loop lag, labeled with the service', async (t) => {
  const fetchFromOpsServer = await startOpsServerAndCreateFetch(
    t,
    new Health(),
    createMetrics({ service: 'test', instanceId: 'test-1' }),
  );
  const { status, text } = await fetchFromOpsServer('/metrics');
  t.equal(status, 200);
  t.match(text, /nodejs_eventloop_lag_seconds\{service="test",instance="test-1"\}/);
});

t.test('the ops server returns 404 for an unknown path', async (t) => {
  const fetchFromOpsServer = await startOpsServerAndCreateFetch(t, new Health());
  t.equal((await fetchFromOpsServer('/')).status, 404);
  t.equal((await fetchFromOpsServer('/livez?x=1')).status, 200);
});

t.test('/metrics shows the readiness and each dependency', async (t) => {
  const health = new Health();
  const fetchFromOpsServer = await startOpsServerAndCreateFetch(t, health);
  health.setAccepting(true);
  health.dependency('nats', () => {});
  health.dependency('redis', () => {
    throw new Error('Redis is down');
  });
  const { text } = await fetchFromOpsServer('/metrics');
  t.match(text, /^kcs_ready 0$/m);
  t.match(text, /^kcs_dependency_up\{dependency="nats"\} 1$/m);
  t.match(text, /^kcs_dependency_up\{dependency="redis"\} 0$/m);
});

t.test('a metric that got the prefix kcs_ is also served under its former name', async (t) => {
  const metrics = new Registry();
  const fetchFromOpsServer = await startOpsServerAndCreateFetch(t, new Health(), metrics);
  new Counter({ name: 'kcs_outbox_parked_total', help: 'Parked events', registers: [metrics] }).inc(2);
  new Counter({ name: 'kcs_gateway_resyncs_total', help: 'Resyncs', registers: [metrics] });
  const { text } = await fetchFromOpsServer('/metrics');
  t.match(text, /^kcs_outbox_parked_total 2$/m);
  t.match(text, /^# TYPE outbox_parked_total counter\noutbox_parked_total 2$/m);
  t.notMatch(text, /^gateway_/m, 'metrics that always had the prefix have one name');
});
