import t from 'tap';
import { GatewayStub } from '../support/gateway-stub.ts';
import { roomId, userId } from '../support/ids.ts';
import { registryOf } from '../support/registry-of.ts';
import { startRedis } from '../support/start-redis.ts';

t.test('on a Redis Cluster every step works, and all keys are in one slot', async (t) => {
  const { url } = await startRedis(t, ['--cluster-enabled', 'yes']);
  const { registry, client } = await registryOf(t, url, { graceMs: 60_000, leaseMs: 1 });
  await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']);
  while (!(await client.sendCommand(['CLUSTER', 'INFO']))?.toString().includes('cluster_state:ok'));

  const gateway = new GatewayStub('g1');
  const [ada, bob, cid, room] = [userId(), userId(), userId(), roomId()];
  gateway.change({ opened: { s1: ada }, roomsOpened: [room] });
  for (const part of gateway.list()) await registry.listSessions(part);
  await registry.beat(gateway.change({ opened: { s2: bob, s3: ada, s4: ada, s5: ada }, closed: ['s1'] }));
  await registry.listSessions({ ...gateway.whole(), last: false });
  await registry.setStatus(ada, 'away');
  await registry.setStatus(cid, 'busy');
  const { changes } = await registry.takeChanges('claim', '');
  await registry.recordTold('claim', changes.slice(0, 1));
  for (const { userId: one } of changes.slice(1)) await registry.postpone('claim', one, 1000);
  await registry.adopt(new Map([[bob, 'busy' as const]]));
  const { pulse, redisMs } = await registry.pulse();
  await registry.reap({ pulse, redisMs });
  await registry.endGraces({ pulse, redisMs });
  t.match(await registry.statesOf([ada]), [{ status: 'away' }]);

  const keys = await client.keys('*');
  t.ok(keys.length > 10, `${keys.length} keys`);
  const slots = await Promise.all(keys.map((key) => client.sendCommand(['CLUSTER', 'KEYSLOT', key])));
  t.equal(new Set(slots).size, 1);
  await registry.closeEpoch(gateway.epoch);
  while (await registry.clearEnded());
  await registry.counts();
});
