import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { identifyProcess } from '../../src/supervise/process-identity.ts';
import { stopLeftovers } from '../../src/supervise/stop-leftovers.ts';

/** Starts a process in its own process group. `ignoresStop` determines whether it ignores SIGTERM. */
async function startStrayProcess(t: Test, ignoresStop = false) {
  const strayProgramSource = `${ignoresStop ? "process.on('SIGTERM', () => {});" : ''} console.log('up'); setInterval(() => {}, 1e6);`;
  const strayProcess = spawn(process.execPath, ['-e', strayProgramSource], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const childExitPromise = once(strayProcess, 'exit');
  t.teardown(() => strayProcess.kill('SIGKILL'));
  await once(strayProcess.stdout, 'data');
  const pid = strayProcess.pid as number;
  return {
    pid,
    ended: childExitPromise,
    entry: { name: 'x', pid, url: '', opsUrl: null, identity: identifyProcess(pid) ?? null },
  };
}

t.test('processes that an earlier start left running are stopped, by force if necessary', async (t) => {
  const [polite, stubborn] = [await startStrayProcess(t), await startStrayProcess(t, true)];
  const stateFile = join(t.testdir(), 'state.json');
  writeFileSync(stateFile, JSON.stringify([polite.entry, stubborn.entry]));
  t.same(await stopLeftovers(stateFile), ['x', 'x']);
  t.match(await polite.ended, [null, 'SIGTERM']);
  t.match(await stubborn.ended, [null, 'SIGKILL']);
  t.notOk(existsSync(stateFile));
});

t.test('an unrelated process that has the pid of an earlier process is not stopped', async (t) => {
  const unrelatedProcess = await startStrayProcess(t);
  const stateFile = join(t.testdir(), 'state.json');
  writeFileSync(
    stateFile,
    JSON.stringify([
      { ...unrelatedProcess.entry, identity: 'an earlier one' },
      { ...unrelatedProcess.entry, pid: null },
    ]),
  );
  t.same(await stopLeftovers(stateFile), []);
  t.equal(process.kill(unrelatedProcess.pid, 0), true);
});

t.test('a broken or missing state file counts as empty', async (t) => {
  const stateFolder = t.testdir({ 'state.json': '[{"na' });
  t.same(await stopLeftovers(join(stateFolder, 'state.json')), []);
  t.same(await stopLeftovers(join(stateFolder, 'none.json')), []);
});
