import t from 'tap';
import { advisePartitions } from '../../src/capacity/advise-partitions.ts';
import { countGatewaysOfRoom } from '../../src/capacity/estimate-load.ts';
import { SYSTEM_PARTS } from '../../src/capacity/part-costs.ts';
import { MAX_UTILIZATION, planSystem } from '../../src/capacity/plan-system.ts';
import { DEFAULT_WORKLOAD } from '../../src/capacity/workload.ts';

const plan = (people: number) => planSystem({ ...DEFAULT_WORKLOAD, people });

t.test('a room is open on at most as many gateways as it has sockets', async (t) => {
  t.equal(countGatewaysOfRoom(1, 12), 1);
  t.equal(countGatewaysOfRoom(2, 1), 1);
  t.equal(countGatewaysOfRoom(2, 2), 1.5);
  t.ok(countGatewaysOfRoom(1_000, 12) > 11.9);
  t.ok(countGatewaysOfRoom(1_000, 12) < 12);
});

t.test('more people never need fewer replicas, cores, or gigabytes', async (t) => {
  const plans = [100, 1_000, 10_000, 30_000, 100_000, 300_000, 1_000_000].map(plan);
  for (const [n, larger] of plans.slice(1).entries()) {
    const smaller = plans[n] as (typeof plans)[number];
    for (const part of SYSTEM_PARTS) {
      t.ok(larger.busyCores[part] >= smaller.busyCores[part], `busy cores of ${part}`);
      t.ok(larger.memoryGb[part] >= smaller.memoryGb[part], `memory of ${part}`);
    }
    for (const part of ['chat-api', 'gateway', 'presence'] as const)
      t.ok(larger.replicas[part] >= smaller.replicas[part], `replicas of ${part}`);
  }
});

t.test('after the failure of a replica, the others carry the load', async (t) => {
  for (const people of [1_000, 100_000, 1_000_000]) {
    const { replicas, busyCores, rates } = plan(people);
    for (const part of ['chat-api', 'gateway', 'presence'] as const)
      t.ok(busyCores[part] / (replicas[part] - 1) < MAX_UTILIZATION * 1.05, `${people} people: ${part}`);
    t.ok(rates.sockets / (replicas.gateway - 1) <= 16_000);
  }
});

t.test(
  'one server of each kind is enough for a school of 10,000, but not for 1,000,000 people',
  async (t) => {
    t.same(
      advisePartitions(plan(10_000)).map(({ part, isOneServerEnough }) => [part, isOneServerEnough]),
      [
        ['PostgreSQL', true],
        ['NATS', true],
        ['Redis', true],
      ],
    );
    const advice = advisePartitions(plan(1_000_000));
    t.notOk(advice.some(({ isOneServerEnough }) => isOneServerEnough));
    t.match(advice[0]?.advice, /^\d servers, each with a part of the rooms/);
    t.match(advice[1]?.advice, /^A cluster of \d servers/);
    t.match(advice[2]?.advice, /^A Redis Cluster of \d masters with sharded pub\/sub/);
  },
);

t.test('a plan that no number of gateways can carry is refused', async (t) => {
  t.throws(
    () => planSystem({ ...DEFAULT_WORKLOAD, people: 1_000_000, membersPerRoom: 50_000 }),
    /Plan for fewer people, smaller rooms, or fewer messages/,
  );
});
