import t, { type Test } from 'tap';
import { launchProcess, type ProcessSpec, waitUntil } from '../../src/index.ts';

function launchShell(t: Test, script: string, spec: Partial<ProcessSpec> = {}) {
  const outputLines: string[] = [];
  const runningShell = launchProcess(
    {
      name: 'shell',
      command: 'sh',
      args: ['-c', script],
      env: { PATH: process.env.PATH ?? '' },
      url: 'none:',
      opsUrl: null,
      stopSignal: 'SIGTERM',
      stopWithinMs: 5_000,
      probe: async () => undefined,
      ...spec,
    },
    (line) => outputLines.push(line),
  );
  t.teardown(() => runningShell.kill('SIGKILL'));
  const waitForOutput = (line: string) =>
    waitUntil(
      async () => {
        if (!outputLines.includes(line)) throw new Error(outputLines.join());
      },
      { name: line, timeoutMs: 5_000 },
    );
  return { lines: outputLines, running: runningShell, waitForOutput };
}

t.test(
  'a launched process gets only the given environment, and its output arrives before its exit',
  async (t) => {
    const { lines, running } = launchShell(t, 'echo "home: $HOME"; echo last >&2; exit 3');
    t.same(await running.exited, { code: 3, signal: null });
    t.same(lines.sort(), ['home: ', 'last']);
  },
);

t.test(
  'stopping a process sends its stop signal, and then SIGKILL if the process ignores the signal',
  async (t) => {
    const shellThatObeysStopSignal = launchShell(t, 'trap "exit 0" INT; echo up; sleep 60 & wait', {
      stopSignal: 'SIGINT',
    });
    await shellThatObeysStopSignal.waitForOutput('up');
    t.same(await shellThatObeysStopSignal.running.stop(), { code: 0, signal: null });
    const shellThatIgnoresStopSignal = launchShell(t, 'trap "" TERM; echo up; while :; do sleep 1; done', {
      stopWithinMs: 50,
    });
    await shellThatIgnoresStopSignal.waitForOutput('up');
    t.match(await shellThatIgnoresStopSignal.running.stop(), { signal: 'SIGKILL' });
    t.match(
      await shellThatIgnoresStopSignal.running.stop(),
      { signal: 'SIGKILL' },
      'a second stop returns the same',
    );
  },
);

t.test('launching a program that does not exist reports an error', async (t) => {
  const { running } = launchShell(t, '', { command: '/nowhere/program' });
  const shellExit = await running.exited;
  t.ok(shellExit.error || shellExit.code !== 0);
});
