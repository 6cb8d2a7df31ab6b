import t from 'tap';
import { divideCosts, subtractIdleCosts, takeLowerRates } from '../../src/measure/system-costs.ts';

const createCosts = (elapsedMs: number, redisCommands: number, cpu: number) => ({
  elapsedMs,
  redisCommands,
  natsMessages: 0,
  cpuByName: new Map([['presence', cpu]]),
});

t.test('the costs of an idle system in the same time are subtracted', async (t) => {
  const idleCosts = takeLowerRates(createCosts(100, 10, 500), createCosts(200, 10, 1_200));
  const costs = divideCosts(subtractIdleCosts(createCosts(1_000, 150, 25_000), idleCosts), 10);
  t.equal(costs.redisCommands, (150 - 50) / 10);
  t.equal(costs.cpuByName.get('presence'), (25_000 - 5_000) / 10);
});
