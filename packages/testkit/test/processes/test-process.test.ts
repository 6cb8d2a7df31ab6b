import { join } from 'node:path';
import t from 'tap';
import { TestProcess } from '../../src/index.ts';
import { isProcessRunning } from '../support/is-running.ts';
import { createStandInTest } from '../support/short-test.ts';

const TEST_PROGRAM_SOURCE = `
process.on('SIGTERM', () => process.exit(4));
console.log('up', process.env.GIVEN, process.argv[2], 'HOME' in process.env);
console.error('on standard error');
setInterval(() => {}, 1e6);`;

t.test('a test process gets only the given environment, and a test can wait for its output', async (t) => {
  const programPath = join(t.testdir({ 'program.mjs': TEST_PROGRAM_SOURCE }), 'program.mjs');
  const testProcess = TestProcess.start(t, programPath, {
    args: ['argument'],
    env: { GIVEN: 'yes', UNSET: undefined },
  });
  t.equal(await testProcess.line('up'), 'up yes argument false');
  t.equal(await testProcess.line((line) => line.endsWith('error')), 'on standard error');
  t.equal(await testProcess.stop(), 4);
  await t.rejects(
    testProcess.line('never'),
    /No output line matched never: the process exited first \(4\)\. Last lines:\nup yes/,
  );
});

t.test('a frozen test process does nothing until it is thawed', async (t) => {
  const programPath = join(t.testdir({ 'program.mjs': TEST_PROGRAM_SOURCE }), 'program.mjs');
  const testProcess = TestProcess.start(t, programPath);
  await testProcess.line('up');
  testProcess.freeze();
  const pendingExitCode = testProcess.stop();
  t.ok(isProcessRunning(testProcess.pid), 'SIGTERM is not handled yet');
  testProcess.thaw();
  t.equal(await pendingExitCode, 4);
});

t.test('a test process is killed when its test ends', async (t) => {
  const standInTest = createStandInTest();
  const programPath = join(t.testdir({ 'program.mjs': TEST_PROGRAM_SOURCE }), 'program.mjs');
  const testProcess = TestProcess.start(standInTest, programPath);
  await testProcess.line('up');
  await standInTest.end();
  t.match(await testProcess.exited, { code: null, signal: 'SIGKILL' });
});

t.test('a stack trace of a test process shows the TypeScript file and line', async (t) => {
  const sourceMap = {
    version: 3,
    sources: ['../src/thrower.ts'],
    sourcesContent: ['\n\nthrow new Error("broken");\n'],
    names: [],
    mappings: 'AAEA',
  };
  const testFolder = t.testdir({
    dist: {
      'thrower.mjs': 'throw new Error("broken");\n//# sourceMappingURL=thrower.mjs.map\n',
      'thrower.mjs.map': JSON.stringify(sourceMap),
    },
  });
  const testProcess = TestProcess.start(t, join(testFolder, 'dist/thrower.mjs'));
  t.match(await testProcess.line('at '), /src\/thrower\.ts:3:\d+/);
  t.equal(await testProcess.exitCode(), 1);
});
