import t from 'tap';
import { TapResults, type TestFileResult } from '../../src/run/tap-results.ts';

function parseTapOutput(text: string): TapResults & { reported: TestFileResult[] } {
  const reportedResults: TestFileResult[] = [];
  const results = new TapResults((file) => reportedResults.push(file));
  for (const line of text.split('\n')) results.write(line);
  results.end();
  return Object.assign(results, { reported: reportedResults });
}

t.test(
  'titled tests count once, however many assertions they have, and skipped tests are counted separately',
  async (t) => {
    const results = parseTapOutput(`TAP version 14
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
ok 1 - a.test.ts # time=155.079ms
1..1`);
    t.same(results.total(), { passed: 2, failed: 0, skipped: 2 });
    t.match(results.files, [{ file: 'a.test.ts', ok: true, ms: 155.079, failures: [] }]);
    t.same(results.reported, results.files);
  },
);

t.test('the test report shows each failure with its diagnosis and omits passing tests', async (t) => {
  const results = parseTapOutput(`# Subtest: a.test.ts
    # Subtest: good
        ok 1 - fine
        1..1
    ok 1 - good # time=1ms
    # Subtest: bad
        # Subtest: inner
            not ok 1 - should be equal
              ---
              diff: |
                -2
                +1
              at:
                fileName: a.test.ts
                lineNumber: 3
                columnNumber: 5
              source: the code
              ...
            1..1
        not ok 1 - inner # time=1ms
        1..1
    not ok 2 - bad # time=70.655ms
    # Subtest: later
        ok 1 - fine
        1..1
    ok 3 - later # time=1ms
    1..3
not ok 1 - a.test.ts # time=155.079ms
  ---
  exitCode: 1
  ...
1..1`);
  t.same(results.total(), { passed: 2, failed: 1, skipped: 0 });
  t.same(results.files[0]?.failures, [
    'not ok a.test.ts > bad > inner > should be equal',
    '  diff: ',
    '  -2',
    '  +1',
    '  at: a.test.ts:3:5',
  ]);
});

t.test('the test report shows the output of a failed test file', async (t) => {
  const results = parseTapOutput(`# Subtest: a.test.ts
a line that the test printed
    not ok 1 - bad
    1..1
not ok 1 - a.test.ts # time=1ms
# Subtest: b.test.ts
a line that a good test printed
    ok 1 - good
    1..1
ok 2 - b.test.ts # time=1ms
1..2`);
  t.match(results.files[0]?.failures.at(-1), 'a line that the test printed');
  t.same(results.files[1]?.failures, []);
});

t.test('a test file that crashes or contains no test counts as one failure', async (t) => {
  const results = parseTapOutput(`# Subtest: empty.test.ts
    1..0 # no tests found
not ok 1 - empty.test.ts # time=270.006ms
  ---
  exitCode: 7
  ...
# Subtest: b.test.ts
    ok 1 - fine # time=1ms
    1..1
ok 2 - b.test.ts # time=2ms
1..2`);
  t.same(results.total(), { passed: 1, failed: 1, skipped: 0 });
  t.same(results.files[0]?.failures, ['not ok empty.test.ts', '  exitCode: 7']);
});
