import t from 'tap';
import { toPresenceFigures } from '../../src/scenarios/presence.ts';
import { TARGETS } from '../../src/targets.ts';

const createPhase = (users: number, microseconds: number) => ({
  name: `${users} users flap`,
  users,
  changes: 100,
  published: 50,
  eventsPerSocket: [],
  costs: {
    elapsedMs: 10,
    redisCommands: 4,
    natsMessages: 2,
    cpuByName: new Map([
      ['presence', microseconds],
      ['Redis', microseconds],
    ]),
  },
});

t.test('the costs of presence per change are compared between few and many users', async (t) => {
  const figures = toPresenceFigures([createPhase(200, 100), createPhase(1_000, 150)]);
  const [target] = TARGETS.filter(({ scenario }) => scenario === 'presence');
  const { measure, subject, against } = target ?? {};
  t.match(
    figures.find((figure) => figure.measure === measure && figure.against === against && figure.against),
    { subject, values: [1.5] },
  );
  t.match(
    figures.find((figure) => figure.subject === subject && figure.part === 'presence'),
    { measure, unit: 'µs', values: [150] },
  );
});
