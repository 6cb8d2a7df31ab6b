import t from 'tap';
import { runCommand } from '../../src/index.ts';

const commandEnvironment = { PATH: process.env.PATH ?? '' };

t.test('runCommand returns the output and passes every line to onLine', async (t) => {
  const receivedLines: string[] = [];
  const recordLine = (line: string) => receivedLines.push(line);
  t.equal(
    await runCommand('sh', ['-c', 'echo one; echo two'], { env: commandEnvironment, onLine: recordLine }),
    'one\ntwo',
  );
  t.same(receivedLines, ['one', 'two']);
});

t.test('runCommand throws an error with the last output lines if the command fails', async (t) => {
  await t.rejects(
    runCommand('sh', ['-c', 'echo broken >&2; exit 3'], { env: commandEnvironment }),
    /ended with 3:\nbroken/,
  );
  await t.rejects(runCommand('/nowhere/program', [], { env: commandEnvironment }), /ENOENT/);
});

t.test('aborting runCommand ends the command and its child processes', async (t) => {
  const abortController = new AbortController();
  const pendingOutput = runCommand('sh', ['-c', 'echo up; sleep 60 & wait'], {
    env: commandEnvironment,
    signal: abortController.signal,
    onLine: () => abortController.abort(new Error('Ctrl-C')),
  });
  await t.rejects(pendingOutput, /Ctrl-C/);
});
