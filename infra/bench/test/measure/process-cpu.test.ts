import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextEventLoopTurn } from 'node:timers/promises';
import t from 'tap';
import { readCpuMicroseconds } from '../../src/measure/process-cpu.ts';

const BUSY_MS = 60;
/** The user and the system time of an ended child are each rounded down to 10 ms. */
const MAX_ROUNDING_MICROSECONDS = 20_000;
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

t.test('the CPU time of a child is not lost while the child ends', async (t) => {
  const busyChild = 'i=0; while [ $i -lt 40000 ]; do i=$((i+1)); done';
  const shell = spawn('sh', [
    '-c',
    `for n in 1 2 3 4 5 6 7 8; do sh -c '${busyChild}'; done; echo done; read end`,
  ]);
  t.teardown(() => shell.stdin.end());
  let isDone = false;
  shell.stdout.once('data', () => {
    isDone = true;
  });
  let microseconds = 0;
  while (!isDone) {
    const next = readCpuMicroseconds(shell.pid ?? 0);
    if (next < microseconds - MAX_ROUNDING_MICROSECONDS) t.fail(`${microseconds} µs, then ${next} µs`);
    microseconds = next;
    await nextEventLoopTurn();
  }
  t.ok(microseconds > 8 * MAX_ROUNDING_MICROSECONDS, `${microseconds} µs`);
});
