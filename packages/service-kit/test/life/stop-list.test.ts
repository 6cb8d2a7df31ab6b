import t from 'tap';
import { StopList } from '../../src/index.ts';

t.test('stop steps run only once, one after another, in the order in which they were added', async (t) => {
  const finishedStepNames: string[] = [];
  const stopList = new StopList();
  stopList.add('slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    finishedStepNames.push('slow');
  });
  stopList.add('quick', () => void finishedStepNames.push('quick'));
  t.same(await Promise.all([stopList.run(), stopList.run()]), [true, true]);
  t.same(finishedStepNames, ['slow', 'quick']);
});

t.test('a stop step that takes too long or fails is reported, and the next step runs', async (t) => {
  const reportedFailures: string[] = [];
  const stopList = new StopList(
    ({ name, error }) => void reportedFailures.push(`${name}: ${(error as Error).message}`),
  );
  let hasLastStepRun = false;
  stopList.add('late', () => new Promise(() => undefined), 5);
  stopList.add('failing', () => {
    throw new Error('broken');
  });
  stopList.add('last', () => {
    hasLastStepRun = true;
  });
  t.equal(await stopList.run(), false);
  t.same(reportedFailures, ['late: did not stop within 5 ms', 'failing: broken']);
  t.ok(hasLastStepRun);
});
