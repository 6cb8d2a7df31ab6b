import t from 'tap';
import { TeardownStack } from '../src/teardown-stack.ts';

t.test('the registered teardowns run once, in reverse order, one after another', async (t) => {
  const stack = new TeardownStack();
  const steps: string[] = [];
  stack.teardown(() => steps.push('first'));
  stack.teardown(async () => {
    await Promise.resolve();
    steps.push('second');
  });
  await stack.run();
  await stack.run();
  t.same(steps, ['second', 'first']);
});
