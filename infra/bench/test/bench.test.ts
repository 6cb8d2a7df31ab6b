import t from 'tap';
import { runBench } from '../src/bench.ts';
import { BENCH_USAGE, readBenchOptions } from '../src/bench-options.ts';

t.test('npm run bench --help lists the scenarios and starts nothing', async (t) => {
  const printedLines: string[] = [];
  const code = await runBench({
    args: ['--help'],
    root: '/nonexistent',
    signal: AbortSignal.timeout(1_000),
    say: (line) => void printedLines.push(line),
  });
  t.equal(code, 0);
  t.match(printedLines.join('\n'), /npm run bench -- [\s\S]*\n {2}path /);
});

t.test('without a scenario, all scenarios run', async (t) => {
  t.same(readBenchOptions([], ['path', 'idle']), { scenarios: ['path', 'idle'], rounds: 3, strict: false });
  t.same(readBenchOptions(['idle', '--rounds', '1', '--strict'], ['path', 'idle']), {
    scenarios: ['idle'],
    rounds: 1,
    strict: true,
  });
});

t.test('the error about a wrong argument contains the usage', async (t) => {
  for (const args of [['unknown'], ['--rounds', '0'], ['--rounds', '1.5'], ['--rounds', 'x'], ['--fast']])
    t.throws(
      () => readBenchOptions(args, ['path']),
      { fix: BENCH_USAGE } as Error & { fix: string },
      args.join(' '),
    );
});
