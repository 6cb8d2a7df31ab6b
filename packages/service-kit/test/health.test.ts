import { Registry } from 'prom-client';
import t from 'tap';
import { EventLoopPulse } from '../src/health/event-loop-pulse.ts';
import { createMetrics, Health, startOpsServer } from '../src/index.ts';
import { eventually } from './support/eventually.ts';
import { recordingLogger } from './support/recording-logger.ts';

const start = async (
  t: { teardown(end: () => Promise<void>): void },
  health: Health,
  metrics = new Registry(),
) => {
  const { logger } = recordingLogger();
  const server = await startOpsServer({ host: '127.0.0.1', port: 0, health, metrics, logger });
  t.teardown(() => server.stop());
  return async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    const text = await response.text();
    return { status: response.status, text, body: path === '/metrics' ? undefined : JSON.parse(text) };
  };
};

t.test('ready means: wants new connections, and every dependency is usable', async (t) => {
  const health = new Health();
  const get = await start(t, health);
  let broken = false;
  health.dependency('redis', () => {
    if (broken) throw new Error('no answer from Redis');
  });
  t.match(await get('/readyz'), { status: 404, body: { ready: false, accepting: false } });

  health.setAccepting(true);
  t.match(await get('/readyz'), {
    status: 200,
    body: { ready: true, dependencies: { redis: { ok: true } } },
  });

  broken = true;
  const seen = await eventually('the broken dependency', async () => {
    const answer = await get('/readyz');
    return answer.status === 404 ? answer : undefined;
  });
  t.match(seen?.body, {
    accepting: true,
    dependencies: { redis: { ok: false, error: 'no answer from Redis' } },
  });
  t.equal((await get('/livez')).status, 200, 'a broken dependency is no reason for a restart');

  health.setAccepting(false);
  broken = false;
  t.equal((await get('/readyz')).status, 404, 'at once when it wants no more');
});

t.test('a dependency that does not answer counts as broken, and is not asked by every probe', async (t) => {
  const health = new Health();
  health.setAccepting(true);
  let asked = 0;
  health.dependency('frozen', () => {
    asked += 1;
    return new Promise(() => undefined);
  });
  const get = await start(t, health);
  const answers = await Promise.all([get('/readyz'), get('/readyz'), get('/readyz')]);
  for (const answer of answers) {
    t.match(answer, {
      status: 404,
      body: { dependencies: { frozen: { ok: false, error: /within 1000 ms/ } } },
    });
  }
  t.equal(asked, 1);
});

t.test('a process that should be restarted says why', async (t) => {
  const health = Object.assign(new Health(), { whyNotAlive: () => 'stuck' });
  const get = await start(t, health);
  t.match(await get('/livez'), { status: 503, body: { alive: false, reason: 'stuck' } });
});

t.test('an event loop that stood still is noticed, and forgiven once it beats in time again', async (t) => {
  let now = 0;
  const pulse = new EventLoopPulse(() => now);
  pulse.beat();
  now = 5_900;
  t.equal(pulse.whyStuck(), undefined);
  now = 7_000;
  t.match(pulse.whyStuck(), /stood still for 6000 ms/, 'while the beat is late');
  pulse.beat();
  t.match(pulse.whyStuck(), /stood still/, 'right after it came');
  now = 8_000;
  pulse.beat();
  t.equal(pulse.whyStuck(), undefined);
});

t.test('metrics name the service and the lag of its event loop', async (t) => {
  const get = await start(t, new Health(), createMetrics({ service: 'test', instanceId: 'test-1' }));
  const { status, text } = await get('/metrics');
  t.equal(status, 200);
  t.match(text, /nodejs_eventloop_lag_seconds\{service="test",instance="test-1"\}/);
});

t.test('anything else is not found', async (t) => {
  const get = await start(t, new Health());
  t.equal((await get('/')).status, 404);
  t.equal((await get('/livez?x=1')).status, 200);
});
