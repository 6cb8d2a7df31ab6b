import t from 'tap';
import { eventually } from '../src/index.ts';

t.test('polling returns the first answer and continues after a failure', async (t) => {
  const answers: (() => unknown)[] = [
    () => undefined,
    () => null,
    () => false,
    () => {
      throw new Error('not yet');
    },
    () => 0,
  ];
  t.equal(await eventually('a number', () => answers.shift()?.()), 0);
  t.equal(answers.length, 0);
});

t.test('polling waits for the answer that the test requires', async (t) => {
  let count = 0;
  const options = { until: (answer: number) => answer === 3 };
  t.equal(await eventually('the third attempt', () => (count += 1), options), 3);
});

t.test('polling that times out names the wait and its last answer or failure', async (t) => {
  await t.rejects(
    eventually('two users', () => ({ count: 1 }), { until: ({ count }) => count === 2, timeoutMs: 20 }),
    /Not seen within 20 ms: two users; the last answer was \{"count":1\}/,
  );
  const broken = () => {
    throw new Error('connection refused');
  };
  await t.rejects(eventually('an answer', broken, 20), {
    message: /the last attempt failed: Error: connection refused/,
    cause: { message: 'connection refused' },
  });
});
