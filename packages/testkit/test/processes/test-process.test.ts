import { join } from 'node:path';
import t from 'tap';
import { TestProcess } from '../../src/index.ts';
import { isRunning } from '../support/is-running.ts';
import { createShortTest } from '../support/short-test.ts';

const PROGRAM = `
process.on('SIGTERM', () => process.exit(4));
console.log('up', process.env.GIVEN, process.argv[2], 'HOME' in process.env);
console.error('on standard error');
setInterval(() => {}, 1e6);`;

t.test('a test process gets only the given environment, and a test can wait for its output', async (t) => {
  const program = join(t.testdir({ 'program.mjs': PROGRAM }), 'program.mjs');
  const run = TestProcess.start(t, program, { args: ['argument'], env: { GIVEN: 'yes', UNSET: undefined } });
  t.equal(await run.line('up'), 'up yes argument false');
  t.equal(await run.line((line) => line.endsWith('error')), 'on standard error');
  t.equal(await run.stop(), 4);
  await t.rejects(
    run.line('never'),
    /No output line matched never: the process exited first \(4\)\. Last lines:\nup yes/,
  );
});

t.test('a frozen test process does nothing until it is thawed', async (t) => {
  const program = join(t.testdir({ 'program.mjs': PROGRAM }), 'program.mjs');
  const run = TestProcess.start(t, program);
  await run.line('up');
  run.freeze();
  const ended = run.stop();
  t.ok(isRunning(run.pid), 'SIGTERM is not handled yet');
  run.thaw();
  t.equal(await ended, 4);
});

t.test('a test process is killed when its test ends', async (t) => {
  const test = createShortTest();
  const program = join(t.testdir({ 'program.mjs': PROGRAM }), 'program.mjs');
  const run = TestProcess.start(test, program);
  await run.line('up');
  await test.end();
  t.match(await run.exited, { code: null, signal: 'SIGKILL' });
});

t.test('a stack trace of a test process shows the TypeScript file and line', async (t) => {
  const map = {
    version: 3,
    sources: ['../src/thrower.ts'],
    sourcesContent: ['\n\nthrow new Error("broken");\n'],
    names: [],
    mappings: 'AAEA',
  };
  const dir = t.testdir({
    dist: {
      'thrower.mjs': 'throw new Error("broken");\n//# sourceMappingURL=thrower.mjs.map\n',
      'thrower.mjs.map': JSON.stringify(map),
    },
  });
  const run = TestProcess.start(t, join(dir, 'dist/thrower.mjs'));
  t.match(await run.line('at '), /src\/thrower\.ts:3:\d+/);
  t.equal(await run.exitCode(), 1);
});
