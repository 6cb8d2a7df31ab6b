import t from 'tap';
import { GatewayStub } from '../support/gateway-stub.ts';
import { roomId, userId } from '../support/ids.ts';
import { registryOf } from '../support/registry-of.ts';
import { startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

const SHORT = { beatMs: 50, leaseMs: 150, graceMs: 60_000 };

t.test('a lease that ends takes its people away without further grace, and frees their rooms', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url, SHORT);
  const [dead, alive] = [new GatewayStub('dead'), new GatewayStub('alive')];
  const [ada, bob, room] = [userId(), userId(), roomId()];
  dead.change({ opened: { a: ada, b: bob }, roomsOpened: [room] });
  alive.change({ opened: { c: bob } });
  await registry.listSessions(dead.whole());
  await registry.listSessions(alive.whole());
  const evidence = async () => {
    const { pulse, redisMs } = await registry.pulse();
    return { pulse, redisMs };
  };
  const lookAfter = async () => {
    await registry.beat(alive.change());
    return registry.reap(await evidence());
  };
  const { epochs } = await until(lookAfter, (reaped) => reaped.epochs.length > 0);
  t.same(epochs, [dead.epoch]);
  while (await registry.clearEnded());
  while ((await registry.endGraces(await evidence())).users > 0);
  t.same(await registry.statusesOf([ada, bob]), [null, 'online']);
  t.match(await registry.counts(), { users: 1, rooms: 0, epochs: [{ epoch: alive.epoch }] });
  t.equal((await registry.beat(dead.change())).status, 'closed');
  const [state] = await registry.statesOf([ada]);
  t.ok(state?.lastSeenMs, 'was last seen at the last beat');
});

t.test('a lease that is over but not yet reaped is renewed by a beat', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url, { ...SHORT, leaseMs: 1 });
  const gateway = new GatewayStub('g1');
  await registry.listSessions(gateway.whole());
  const { redisMs } = await registry.pulse();
  await until(
    () => registry.pulse(),
    (now) => now.redisMs > redisMs + 5,
  );
  t.equal((await registry.beat(gateway.change())).status, 'accepted');
});

t.test('what waited in a frozen Redis does not reap, nor end graces', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url, { ...SHORT, leaseMs: 1, graceMs: 0 });
  const gateway = new GatewayStub('g1');
  const [ada, bob] = [userId(), userId()];
  gateway.change({ opened: { s1: ada, s2: bob } });
  await registry.listSessions(gateway.whole());
  await registry.beat(gateway.change({ closed: ['s2'] }));
  const { pulse, redisMs } = await registry.pulse();
  const old = { pulse, redisMs: redisMs - 51 };
  t.same(await registry.reap(old), { outcome: 'late', epochs: [] });
  t.same(await registry.endGraces(old), { outcome: 'late', users: 0 });
  t.same(await registry.statusesOf([ada, bob]), ['online', 'online']);
});

t.test('one replica reaps at a time, and another takes over from one that died', async (t) => {
  const { url } = await startRedis(t);
  // Long enough for what is asked within it, on a busy machine too.
  const settings = { ...SHORT, beatMs: 1_500 };
  const { registry: a } = await registryOf(t, url, { ...settings, replica: 'a' });
  const { registry: b } = await registryOf(t, url, { ...settings, replica: 'b' });
  const reap = async (registry: typeof a) => {
    const { pulse, redisMs } = await a.pulse();
    return (await registry.reap({ pulse, redisMs })).outcome;
  };
  t.equal(await reap(a), 'reaped');
  t.equal(await reap(b), 'not-mine');
  t.equal(
    await until(
      () => reap(b),
      (outcome) => outcome === 'reaped',
    ),
    'reaped',
  );
});
