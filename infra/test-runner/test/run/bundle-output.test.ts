import t from 'tap';
import { BundleOutput, type BundleResult } from '../../src/run/bundle-output.ts';

function parseOutput(text: string, processFailure?: string): BundleResult {
  const bundleOutput = new BundleOutput('a');
  for (const line of text.split('\n')) bundleOutput.write(line);
  return bundleOutput.end({ ms: 155, processFailure });
}

t.test(
  'titled tests count once, however many assertions they have, and skipped tests are counted separately',
  async (t) => {
    const result = parseOutput(`TAP version 14
# Subtest: one
    ok 1 - should be equal
    ok 2 - should be equal
    1..2
ok 1 - one # time=20.279ms

ok 2 - two \\# not a directive
ok 3 - three # SKIP because
not ok 4 - four # TODO later
1..4
# time=155.079ms

# CPU time: 1.25 s`);
    t.same(result, {
      ...{ name: 'a', ok: true, ms: 155, cpuSeconds: 1.25 },
      ...{ passed: 2, failed: 0, skipped: 2, failures: [] },
    });
  },
);

t.test('the test report shows each failure with its diagnosis and omits passing tests', async (t) => {
  const result = parseOutput(
    `TAP version 14
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
1..3`,
    'ended with 1',
  );
  t.match(result, { ok: false, passed: 2, failed: 1, skipped: 0 });
  t.same(result.failures, [
    'not ok a > bad > inner > should be equal',
    '  diff: ',
    '  -2',
    '  +1',
    '  at: a.test.ts:3:5',
  ]);
});

t.test('the test report shows the output of a failed bundle, but not of a passed bundle', async (t) => {
  const [failed, passed] = [
    parseOutput('TAP version 14\na line that the test printed\nnot ok 1 - bad\n1..1', 'ended with 1'),
    parseOutput('TAP version 14\na line that a good test printed\nok 1 - good\n1..1'),
  ];
  t.equal(failed.failures.at(-1), 'a line that the test printed');
  t.match(passed, { ok: true, failures: [] });
});

t.test('a bundle that crashes, stops early, or contains no test counts as one failure', async (t) => {
  const sentences = [
    [parseOutput('TAP version 14\nok 1 - good\n1..1', 'ended with 7'), 'ended with 7'],
    [parseOutput('TAP version 14\nok 1 - good\n1..2'), 'incorrect number of tests'],
    [parseOutput('TAP version 14\nok 1 - good'), 'no plan'],
    [parseOutput('TAP version 14\n1..0 # no tests found'), 'no test ran'],
    [parseOutput(''), 'no test ran'],
  ] as const;
  for (const [result, sentence] of sentences) {
    t.match(result, { ok: false, failed: 1 });
    t.match(result.failures[0], sentence);
  }
});
