import t from 'tap';
import { StopList } from '../../src/index.ts';

t.test('stop steps run only once, one after another, in the order in which they were added', async (t) => {
  const finishedSteps: string[] = [];
  const list = new StopList();
  list.add('slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    finishedSteps.push('slow');
  });
  list.add('quick', () => void finishedSteps.push('quick'));
  t.same(await Promise.all([list.run(), list.run()]), [true, true]);
  t.same(finishedSteps, ['slow', 'quick']);
});

t.test('a stop step that takes too long or fails is reported, and the next step runs', async (t) => {
  const reported: string[] = [];
  const list = new StopList(({ name, error }) => void reported.push(`${name}: ${(error as Error).message}`));
  let lastStepRan = false;
  list.add('late', () => new Promise(() => undefined), 5);
  list.add('failing', () => {
    throw new Error('broken');
  });
  list.add('last', () => {
    lastStepRan = true;
  });
  t.equal(await list.run(), false);
  t.same(reported, ['late: did not stop within 5 ms', 'failing: broken']);
  t.ok(lastStepRan);
});
