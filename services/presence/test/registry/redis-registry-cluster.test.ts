import { eventually, startTestRedis } from '@kcs/testkit';
import t from 'tap';
import { openRedisClient } from '../support/connections.ts';
import { GatewayState } from '../support/gateway-state.ts';
import { createRoomId, createUserId } from '../support/ids.ts';
import { openPresenceRegistry } from '../support/start-registry.ts';

t.test('every operation of the presence registry works on a Redis Cluster', async (t) => {
  const redis = await startTestRedis(t, { args: ['--cluster-enabled', 'yes'] });
  const adminClient = await openRedisClient(t, redis.urlOf('admin'));
  const { registry } = await openPresenceRegistry(t, redis.urlOf('presence'), {
    graceMs: 60_000,
    leaseMs: 1,
  });
  await adminClient.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']);
  await eventually('a usable cluster', async () =>
    String(await adminClient.sendCommand(['CLUSTER', 'INFO'])).includes('cluster_state:ok'),
  );

  const gateway = new GatewayState('g1');
  const [ada, bob, cid, room] = [createUserId(), createUserId(), createUserId(), createRoomId()];
  gateway.change({ opened: { s1: ada }, roomsOpened: [room] });
  for (const part of gateway.list()) await registry.listSessions(part);
  await registry.heartbeat(
    gateway.change({ opened: { s2: bob, s3: ada, s4: ada, s5: ada }, closed: ['s1'] }),
  );
  await registry.listSessions({ ...gateway.completeList(), last: false });
  await registry.setStatus(ada, 'away');
  await registry.setStatus(cid, 'busy');
  const { changes } = await registry.claimChanges('claim', '');
  await registry.recordPublished('claim', changes.slice(0, 1));
  for (const { userId: one } of changes.slice(1)) await registry.postpone('claim', one, 1000);
  await registry.restorePublished(new Map([[bob, 'busy' as const]]));
  const { pulse, redisMs } = await registry.pulse();
  await registry.reapLeases({ pulse, redisMs });
  await registry.endGracePeriods({ pulse, redisMs });
  t.match(await registry.statesOf([ada]), { states: [{ status: 'away' }] });

  const registryKeys = await adminClient.keys('*');
  t.ok(registryKeys.length > 10, `${registryKeys.length} keys`);
  const hashSlots = await Promise.all(
    registryKeys.map((key) => adminClient.sendCommand(['CLUSTER', 'KEYSLOT', key])),
  );
  t.equal(new Set(hashSlots).size, 1);
  await registry.closeEpoch(gateway.epoch);
  while (await registry.clearEndedEpochs());
  await registry.counts();
});
