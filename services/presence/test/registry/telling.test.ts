import t from 'tap';
import { GatewayStub } from '../support/gateway-stub.ts';
import { userId } from '../support/ids.ts';
import { registryOf } from '../support/registry-of.ts';
import { startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

const inShort = (taken: { changes: { userId: string; status: string | null }[] }) =>
  taken.changes.map(({ userId, status }) => [userId, status]);

t.test('a change is given once while claimed, and never again once recorded', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const ada = userId();
  gateway.change({ opened: { s1: ada } });
  await registry.listSessions(gateway.whole());
  const taken = await registry.takeChanges('one', '');
  t.same(inShort(taken), [[ada, 'online']]);
  t.same(inShort(await registry.takeChanges('two', '')), []);
  await registry.recordTold('one', taken.changes);
  t.same([...(await registry.told())], [[ada, 'online']]);
  await registry.beat(gateway.change({ opened: { s2: ada } }));
  await registry.beat(gateway.change({ closed: ['s1'] }));
  t.same(inShort(await registry.takeChanges('three', '')), [], 'a second socket is no change');
});

t.test('a claim that is not settled is given to somebody else, and settles nothing any more', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url, { claimMs: 20 });
  const gateway = new GatewayStub('g1');
  const ada = userId();
  gateway.change({ opened: { s1: ada } });
  await registry.listSessions(gateway.whole());
  const died = await registry.takeChanges('died', '');
  const taken = await until(
    () => registry.takeChanges('next', ''),
    ({ changes }) => changes.length > 0,
  );
  t.same(inShort(taken), inShort(died));
  await registry.recordTold('died', died.changes);
  t.same([...(await registry.told())], [], 'the late one records nothing');
  await registry.recordTold('next', taken.changes);
  t.same([...(await registry.told())], [[ada, 'online']]);
});

t.test('who was perhaps told by a replica that died is told again, changed back or not', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url, { claimMs: 20, graceMs: 0 });
  const gateway = new GatewayStub('g1');
  const ada = userId();
  gateway.change({ opened: { s1: ada } });
  await registry.listSessions(gateway.whole());
  t.same(inShort(await registry.takeChanges('died', '')), [[ada, 'online']]);
  await registry.beat(gateway.change({ closed: ['s1'] }));
  const { pulse, redisMs } = await registry.pulse();
  await registry.endGraces({ pulse, redisMs });
  const taken = await until(
    () => registry.takeChanges('next', ''),
    ({ changes }) => changes.length > 0,
  );
  t.same(inShort(taken), [[ada, null]]);
  await registry.recordTold('next', taken.changes);
  t.same(inShort(await registry.takeChanges('after', '')), []);
});

t.test('who changes while being told is looked at again right after, not beside', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const ada = userId();
  gateway.change({ opened: { s1: ada } });
  await registry.listSessions(gateway.whole());
  const first = await registry.takeChanges('first', '');
  await registry.setStatus(ada, 'busy');
  t.same(inShort(await registry.takeChanges('beside', '')), []);
  await registry.recordTold('first', first.changes);
  t.same(inShort(await registry.takeChanges('after', '')), [[ada, 'busy']]);
});

t.test('what was changed back before it was told is not told', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const ada = userId();
  gateway.change({ opened: { s1: ada } });
  await registry.listSessions(gateway.whole());
  await registry.recordTold('one', (await registry.takeChanges('one', '')).changes);
  await registry.setStatus(ada, 'busy');
  await registry.setStatus(ada, 'online');
  t.same(inShort(await registry.takeChanges('two', '')), []);
});

t.test('a postponed telling comes back with its attempts counted', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const ada = userId();
  gateway.change({ opened: { s1: ada } });
  await registry.listSessions(gateway.whole());
  await registry.takeChanges('one', '');
  await registry.postpone('one', ada, 30);
  t.same(inShort(await registry.takeChanges('two', '')), []);
  const { changes } = await until(
    () => registry.takeChanges('three', ''),
    (taken) => taken.changes.length > 0,
  );
  t.match(changes, [{ userId: ada, attempts: 1 }]);
});

t.test('a wiped Redis is given back what was last told, and tells nothing new for it', async (t) => {
  const { registry, client } = await registryOf(t, (await startRedis(t)).url);
  const gateway = new GatewayStub('g1');
  const [ada, bob] = [userId(), userId()];
  gateway.change({ opened: { s1: ada, s2: bob } });
  await registry.listSessions(gateway.whole());
  await registry.setStatus(bob, 'away');
  await registry.recordTold('one', (await registry.takeChanges('one', '')).changes);
  const { pulse: seen } = await registry.pulse();
  const told = await registry.told();

  await client.flushAll();
  t.same((await registry.takeChanges('two', seen)).changes, [], 'nobody tells before');
  const { redisMs, rolledBack, pulse } = await registry.pulse(seen);
  t.equal(rolledBack, true);
  t.equal((await registry.reap({ pulse: seen, redisMs })).outcome, 'rolled-back');
  t.equal((await registry.endGraces({ pulse: seen, redisMs })).outcome, 'rolled-back');
  t.equal(await registry.adopt(told), true);
  t.equal(await registry.adopt(new Map()), false, 'one replica is enough');
  t.same(await registry.statusesOf([ada, bob]), ['online', 'away']);
  t.equal((await registry.beat(gateway.change())).status, 'resync');
  await registry.listSessions(gateway.whole());
  t.same(await registry.statusesOf([ada, bob]), ['online', 'away']);
  t.same(inShort(await registry.takeChanges('three', pulse)), []);
  t.equal((await registry.pulse(pulse)).rolledBack, false);
});

t.test('a Redis back with an old snapshot does not tell of people who left since', async (t) => {
  const { registry } = await registryOf(t, (await startRedis(t)).url, { leaseMs: 100, beatMs: 40 });
  const gateway = new GatewayStub('g1');
  const [left, came] = [userId(), userId()];
  // As the snapshot has it: `left` is there and was told, `came` is unknown; told since: the opposite.
  gateway.change({ opened: { s1: left } });
  await registry.listSessions(gateway.whole());
  await registry.recordTold('one', (await registry.takeChanges('one', '')).changes);
  t.equal(await registry.adopt(new Map([[came, 'busy' as const]])), true);
  t.same([...(await registry.told())], [[came, 'busy']]);
  t.same(inShort(await registry.takeChanges('two', '')), []);
  gateway.sockets.clear();
  gateway.sockets.set('s2', came);
  await registry.listSessions(gateway.whole());
  t.same(inShort(await registry.takeChanges('three', '')), []);
  t.same(await registry.statusesOf([came]), ['busy']);
});
