import t from 'tap';
import { drawKills, VICTIM_KINDS } from '../src/faults/kill.ts';
import { readOptions, SECTIONS } from '../src/options.ts';
import { seededRandom } from '../src/random.ts';

t.test('everything is run unless said', async (t) => {
  t.match(readOptions([]), { short: false, only: SECTIONS, json: undefined });
  t.match(readOptions(['--short', '--only', 'kills,jitter', '--seed', '7', '--json', 'f']), {
    ...{ short: true, only: ['kills', 'jitter'], seed: 7, json: 'f' },
  });
});

t.test('what is not understood is told with the usage', async (t) => {
  for (const args of [['--only', 'nothing'], ['--seed', 'x'], ['--fast'], ['kills']]) {
    const name = args.join(' ');
    t.throws(() => readOptions(args), name);
    try {
      readOptions(args);
    } catch (error) {
      t.match((error as { fix?: string }).fix, /^npm run chaos -- /, name);
    }
  }
});

t.test('the same seed draws the same kills, each kind as often as the others', async (t) => {
  const drawn = (seed: number) => drawKills(30, seededRandom(seed)).map(({ name }) => name);
  t.same(drawn(3), drawn(3));
  t.notSame(drawn(3), drawn(4));
  for (const kind of VICTIM_KINDS) {
    t.equal(drawn(5).filter((name) => name === `kill -9 ${kind}`).length, 5, kind);
  }
});
