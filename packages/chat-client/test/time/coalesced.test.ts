import t from 'tap';
import { coalesce, coalesceByKey } from '../../src/time/coalesced.ts';

t.test('a call at the very end of a coalesced run causes another run', async (t) => {
  for (let turns = 0; turns < 10; turns += 1) {
    let wanted = 1;
    let done = 0;
    const run = coalesce(async () => {
      done = wanted;
    });
    const first = run();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    wanted = 2;
    await Promise.all([first, run()]);
    t.equal(done, 2, `${turns} turns later`);
  }
});

t.test('calls during a coalesced run cause exactly one more run for their key', async (t) => {
  const runs: string[] = [];
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const run = coalesceByKey(async (key) => {
    runs.push(key);
    await gate;
  });
  const first = run('a');
  await Promise.resolve();
  const all = [first, run('a'), run('a'), run('b')];
  release();
  await Promise.all(all);
  t.same(runs.sort(), ['a', 'a', 'b']);
});
