import t from 'tap';
import { eventually } from '../src/index.ts';

t.test('eventually returns the first answer, even after calls that return nothing or throw', async (t) => {
  const answerFunctions: (() => unknown)[] = [
    () => undefined,
    () => null,
    () => false,
    () => {
      throw new Error('not yet');
    },
    () => 0,
  ];
  t.equal(await eventually('a number', () => answerFunctions.shift()?.()), 0);
  t.equal(answerFunctions.length, 0);
});

t.test('eventually waits until the answer satisfies the condition', async (t) => {
  let attemptCount = 0;
  const thirdAnswerOptions = { until: (answer: number) => answer === 3 };
  t.equal(await eventually('the third attempt', () => (attemptCount += 1), thirdAnswerOptions), 3);
});

t.test(
  'after a timeout, eventually() throws an error that contains the condition and the last answer or failure',
  async (t) => {
    await t.rejects(
      eventually('two users', () => ({ count: 1 }), { until: ({ count }) => count === 2, timeoutMs: 20 }),
      /Timed out after 20 ms waiting for: two users\. The last answer was \{"count":1\}/,
    );
    const throwConnectionError = () => {
      throw new Error('connection refused');
    };
    await t.rejects(eventually('an answer', throwConnectionError, 20), {
      message: /The last attempt failed: Error: connection refused/,
      cause: { message: 'connection refused' },
    });
  },
);
