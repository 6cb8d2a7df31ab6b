import t from 'tap';
import { TapTally } from '../src/tap-tally.ts';

function tallyOf(text: string): TapTally {
  const tally = new TapTally();
  for (const line of text.split('\n')) tally.take(line);
  return tally;
}

t.test('titled tests are counted once, whatever they assert; skipped ones apart', async (t) => {
  const tally = tallyOf(`TAP version 14
1..1
# Subtest: a.test.ts
    # Subtest: one
        ok 1 - should be equal
        ok 2 - should be equal
        1..2
    ok 1 - one # time=20.279ms
    
    ok 2 - two \\# not a directive
    ok 3 - three # SKIP because
    not ok 4 - four # TODO later
    1..4
ok 1 - a.test.ts # time=155.079ms`);
  t.same(tally.total(), { passed: 2, failed: 0, skipped: 2 });
  t.match(tally.files, [{ file: 'a.test.ts', ok: true, ms: 155.079, failures: [] }]);
});

t.test('a failure comes with its own output and diagnosis, and nothing of its neighbours', async (t) => {
  const tally = tallyOf(`# Subtest: a.test.ts
    # Subtest: good
        ok 1 - fine
    ok 1 - good # time=1ms
    # Subtest: bad
        not ok 1 - should be equal
          ---
          diff: "-2 +1"
          ...
    not ok 2 - bad # time=70.655ms
      ---
      at: here
      ...
    # Subtest: later
        ok 1 - fine
    ok 3 - later # time=1ms
not ok 1 - a.test.ts # time=155.079ms
  ---
  exitCode: 1
  ...`);
  t.same(tally.total(), { passed: 2, failed: 1, skipped: 0 });
  const shown = tally.files[0]?.failures.join('\n') ?? '';
  t.match(shown, /Subtest: bad.*diff.*not ok 2 - bad.*at: here/s);
  t.notMatch(shown, /good|later|exitCode/);
});

t.test('a file that crashes or has no test is one failure, with what tap says about it', async (t) => {
  const tally = tallyOf(`# Subtest: empty.test.ts
    1..0 # no tests found
not ok 1 - empty.test.ts # time=270.006ms
  ---
  exitCode: 7
  ...
# Subtest: b.test.ts
    ok 1 - fine # time=1ms
ok 2 - b.test.ts # time=2ms`);
  t.same(tally.total(), { passed: 1, failed: 1, skipped: 0 });
  t.match(tally.files[0]?.failures.join('\n'), /no tests found.*exitCode: 7/s);
});
