import t, { type Test } from 'tap';
import { launch, type ProcessSpec, waitUntil } from '../../src/index.ts';

function shell(t: Test, script: string, spec: Partial<ProcessSpec> = {}) {
  const lines: string[] = [];
  const running = launch(
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
    (line) => lines.push(line),
  );
  t.teardown(() => running.kill('SIGKILL'));
  const waitForOutput = (line: string) =>
    waitUntil(
      async () => {
        if (!lines.includes(line)) throw new Error(lines.join());
      },
      { name: line, timeoutMs: 5_000 },
    );
  return { lines, running, waitForOutput };
}

t.test(
  'a launched process gets only the given environment, and its output arrives before its exit',
  async (t) => {
    const { lines, running } = shell(t, 'echo "home: $HOME"; echo last >&2; exit 3');
    t.same(await running.exited, { code: 3, signal: null });
    t.same(lines.sort(), ['home: ', 'last']);
  },
);

t.test(
  'stopping a process sends its stop signal, and then SIGKILL if the process ignores the signal',
  async (t) => {
    const polite = shell(t, 'trap "exit 0" INT; echo up; sleep 60 & wait', { stopSignal: 'SIGINT' });
    await polite.waitForOutput('up');
    t.same(await polite.running.stop(), { code: 0, signal: null });
    const stubborn = shell(t, 'trap "" TERM; echo up; while :; do sleep 1; done', { stopWithinMs: 50 });
    await stubborn.waitForOutput('up');
    t.match(await stubborn.running.stop(), { signal: 'SIGKILL' });
    t.match(await stubborn.running.stop(), { signal: 'SIGKILL' }, 'a second stop returns the same');
  },
);

t.test('launching a program that does not exist reports an error', async (t) => {
  const { running } = shell(t, '', { command: '/nowhere/program' });
  const exit = await running.exited;
  t.ok(exit.error || exit.code !== 0);
});
