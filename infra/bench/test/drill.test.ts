import t from 'tap';
import { runDrill } from '../src/drill.ts';

t.test('npm run drill lists the drills if no name is given, and fails if the name is unknown', async (t) => {
  for (const [args, code] of [
    [[], 0],
    [['--help'], 0],
    [['unknown'], 1],
  ] as const) {
    const printedLines: string[] = [];
    t.equal(
      await runDrill({
        args,
        signal: AbortSignal.timeout(1_000),
        say: (line) => void printedLines.push(line),
      }),
      code,
    );
    t.match(printedLines.join('\n'), /npm run drill -- NAME[\s\S]*\n {2}search /);
  }
});

t.test('the drill of a running system prints its usage if no system is given', async (t) => {
  const printedLines: string[] = [];
  const code = await runDrill({
    args: ['rolling-restart', '--clients', '50'],
    signal: AbortSignal.timeout(10_000),
    say: (line) => void printedLines.push(line),
  });
  t.equal(code, 1);
  t.match(printedLines.join('\n'), /--system FILE[\s\S]*--restart COMMAND/);
});
