import t from 'tap';
import { coalesce, coalesceByKey } from '../../src/time/coalesced.ts';

t.test('a call at the very end of a coalesced run causes one more run', async (t) => {
  for (let turns = 0; turns < 10; turns += 1) {
    let wantedRunCount = 1;
    let finishedRunCount = 0;
    const runCoalesced = coalesce(async () => {
      finishedRunCount = wantedRunCount;
    });
    const firstRun = runCoalesced();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    wantedRunCount = 2;
    await Promise.all([firstRun, runCoalesced()]);
    t.equal(finishedRunCount, 2, `${turns} turns later`);
  }
});

t.test('calls during a coalesced run cause exactly one more run for their key', async (t) => {
  const startedKeys: string[] = [];
  let openGate: () => void = () => undefined;
  const gateOpened = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  const runCoalesced = coalesceByKey(async (key) => {
    startedKeys.push(key);
    await gateOpened;
  });
  const firstRun = runCoalesced('a');
  await Promise.resolve();
  const allRuns = [firstRun, runCoalesced('a'), runCoalesced('a'), runCoalesced('b')];
  openGate();
  await Promise.all(allRuns);
  t.same(startedKeys.sort(), ['a', 'a', 'b']);
});
