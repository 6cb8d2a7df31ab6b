import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { readCpuMicroseconds } from '../../src/measure/process-cpu.ts';

const BUSY_MS = 60;
/** Uses 60 ms of CPU time, then waits for the end of standard input. */
const BUSY_PROGRAM = `
  const start = process.cpuUsage();
  const isBusy = () => { const { user, system } = process.cpuUsage(start); return user + system < ${BUSY_MS * 1_000}; };
  while (isBusy());
  console.log('done');
  process.stdin.resume();`;

t.test('the CPU time of a process includes that of its descendants', async (t) => {
  const shell = spawn('sh', ['-c', '"$0" -e "$1"; true', process.execPath, BUSY_PROGRAM]);
  t.teardown(() => shell.stdin.end());
  await once(shell.stdout, 'data');
  const microseconds = readCpuMicroseconds(shell.pid ?? 0);
  t.ok(microseconds >= BUSY_MS * 1_000, `${microseconds} µs`);
});

t.test('the CPU time of a process that has ended is read as 0', async (t) => {
  const shell = spawn('true');
  await once(shell, 'exit');
  t.equal(readCpuMicroseconds(shell.pid ?? 0), 0);
});
