import t from 'tap';
import { findGrowingCosts, formatPresencePhases } from '../../src/drills/presence-report.ts';

const createPhase = (users: number, redisCommands: number, presenceCpu: number) => ({
  name: `${users} users flap`,
  users,
  changes: 2 * users,
  published: users,
  eventsPerSocket: [50, 70],
  costs: { elapsedMs: 0, redisCommands, natsMessages: 3, cpuByName: new Map([['presence', presenceCpu]]) },
});

t.test(
  'a cost per change that grows by more than a half with the number of users exceeds its limit',
  async (t) => {
    const few = createPhase(1_000, 20, 400);
    t.same(findGrowingCosts(few, createPhase(5_000, 30, 600)), []);
    t.same(findGrowingCosts(few, createPhase(5_000, 31, 601)), [
      'Redis commands: 31 per change with 5000 users, but 20 with 1000 users',
      'CPU µs of presence: 601 per change with 5000 users, but 400 with 1000 users',
    ]);
    t.same(findGrowingCosts(createPhase(1_000, 20, 5), createPhase(5_000, 20, 70)), [], 'tiny costs');
  },
);

t.test('the table of the presence drill shows the events per socket and all costs per change', async (t) => {
  const [titles, , row] = formatPresencePhases([createPhase(1_000, 20, 400)]).split('\n');
  t.match(titles, /phase .* users .* events per socket .* p99 .* max .* Redis .* NATS .* presence CPU/);
  t.match(row, /1000 users flap .* 60 \| +70 \| +70 \| +20 \| +3 \| +400 µs/);
});
