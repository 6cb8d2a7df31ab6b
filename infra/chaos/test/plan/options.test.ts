import t from 'tap';
import { drawKillFaults, VICTIM_KINDS } from '../../src/faults/kill.ts';
import { CHAOS_SECTIONS, readChaosOptions } from '../../src/plan/options.ts';
import { createSeededRandomGenerator } from '../../src/plan/random.ts';

t.test('a chaos run includes all sections by default', async (t) => {
  t.match(readChaosOptions([]), { short: false, only: CHAOS_SECTIONS, json: undefined });
  t.match(readChaosOptions(['--short', '--only', 'kills,jitter', '--seed', '7', '--json', 'f']), {
    ...{ short: true, only: ['kills', 'jitter'], seed: 7, json: 'f' },
  });
});

t.test('an unknown or invalid argument of a chaos run causes an error that shows the usage', async (t) => {
  for (const args of [['--only', 'nothing'], ['--seed', 'x'], ['--fast'], ['kills']]) {
    const assertionName = args.join(' ');
    t.throws(() => readChaosOptions(args), assertionName);
    try {
      readChaosOptions(args);
    } catch (error) {
      t.match((error as { fix?: string }).fix, /^npm run chaos -- /, assertionName);
    }
  }
});

t.test('the same seed draws the same kills, and every kind of process is killed equally often', async (t) => {
  const drawKillFaultNames = (seed: number) =>
    drawKillFaults(30, createSeededRandomGenerator(seed)).map(({ name }) => name);
  t.same(drawKillFaultNames(3), drawKillFaultNames(3));
  t.notSame(drawKillFaultNames(3), drawKillFaultNames(4));
  for (const kind of VICTIM_KINDS) {
    t.equal(drawKillFaultNames(5).filter((name) => name === `kill -9 ${kind}`).length, 5, kind);
  }
});
