import t from 'tap';
import { runCommand } from '../../src/index.ts';

const env = { PATH: process.env.PATH ?? '' };

t.test('runCommand returns the output and passes every line to onLine', async (t) => {
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  t.equal(await runCommand('sh', ['-c', 'echo one; echo two'], { env, onLine }), 'one\ntwo');
  t.same(lines, ['one', 'two']);
});

t.test('runCommand throws an error with the last output lines if the command fails', async (t) => {
  await t.rejects(runCommand('sh', ['-c', 'echo broken >&2; exit 3'], { env }), /ended with 3:\nbroken/);
  await t.rejects(runCommand('/nowhere/program', [], { env }), /ENOENT/);
});

t.test('aborting runCommand ends the command and its child processes', async (t) => {
  const stop = new AbortController();
  const run = runCommand('sh', ['-c', 'echo up; sleep 60 & wait'], {
    env,
    signal: stop.signal,
    onLine: () => stop.abort(new Error('Ctrl-C')),
  });
  await t.rejects(run, /Ctrl-C/);
});
