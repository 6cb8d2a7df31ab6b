import t from 'tap';
import { coalesced } from '../../src/time/coalesced.ts';

t.test('what is asked for at the very end of a run is done in another', async (t) => {
  for (let turns = 0; turns < 10; turns += 1) {
    let wanted = 1;
    let done = 0;
    const run = coalesced(async () => {
      done = wanted;
    });
    const first = run();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    wanted = 2;
    await Promise.all([first, run()]);
    t.equal(done, 2, `${turns} turns later`);
  }
});
