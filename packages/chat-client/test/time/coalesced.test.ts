import t from 'tap';
import { coalesce, coalesceByKey } from '../../src/time/coalesced.ts';

t.test('a call at the very end of a coalesced run causes one more run', async (t) => {
  for (let turns = 0; turns < 10; turns += 1) {
    let wantedRuns = 1;
    let finishedRuns = 0;
    const run = coalesce(async () => {
      finishedRuns = wantedRuns;
    });
    const firstRun = run();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    wantedRuns = 2;
    await Promise.all([firstRun, run()]);
    t.equal(finishedRuns, 2, `${turns} turns later`);
  }
});

t.test('calls during a coalesced run cause exactly one more run for their key', async (t) => {
  const runs: string[] = [];
  let release: () => void = () => undefined;
  const gateOpened = new Promise<void>((resolve) => {
    release = resolve;
  });
  const run = coalesceByKey(async (key) => {
    runs.push(key);
    await gateOpened;
  });
  const firstRun = run('a');
  await Promise.resolve();
  const allRuns = [firstRun, run('a'), run('a'), run('b')];
  release();
  await Promise.all(allRuns);
  t.same(runs.sort(), ['a', 'a', 'b']);
});
