import t from 'tap';
import { coalesce, coalesceByKey } from '../../src/time/coalesced.ts';

t.test('a call at the very end of a coalesced run causes one more run', async (t) => {
  for (let turns = 0; turns < 10; turns += 1) {
    let latestCallNumber = 1;
    let lastHandledCallNumber = 0;
    const runCoalesced = coalesce(async () => {
      lastHandledCallNumber = latestCallNumber;
    });
    const firstRunPromise = runCoalesced();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    latestCallNumber = 2;
    await Promise.all([firstRunPromise, runCoalesced()]);
    t.equal(lastHandledCallNumber, 2, `${turns} turns later`);
  }
});

t.test('calls during a coalesced run cause exactly one more run for their key', async (t) => {
  const keysOfStartedRuns: string[] = [];
  let openGate: () => void = () => undefined;
  const gatePromise = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  const runCoalesced = coalesceByKey(async (key) => {
    keysOfStartedRuns.push(key);
    await gatePromise;
  });
  const firstRunPromise = runCoalesced('a');
  await Promise.resolve();
  const runPromises = [firstRunPromise, runCoalesced('a'), runCoalesced('a'), runCoalesced('b')];
  openGate();
  await Promise.all(runPromises);
  t.same(keysOfStartedRuns.sort(), ['a', 'a', 'b']);
});
