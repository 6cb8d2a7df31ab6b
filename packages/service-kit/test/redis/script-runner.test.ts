import { pathToFileURL } from 'node:url';
import t from 'tap';
import { ScriptRunner } from '../../src/index.ts';

t.test(
  'a script runs with the shared code of its folder, and its text is sent only if Redis does not know it',
  async (t) => {
    const scriptFolder = t.testdir({ 'model.lua': '-- shared code', 'count.lua': '-- counts' });
    const evalCalls: string[] = [];
    const scriptRunner = new ScriptRunner<'count'>({
      root: 'kcs:test:{t}',
      folder: pathToFileURL(`${scriptFolder}/`),
      client: {
        evalSha: async (sha, options) => {
          evalCalls.push('by hash');
          if (evalCalls.length === 1) throw new Error('NOSCRIPT No matching script.');
          t.match(sha, /^[0-9a-f]{40}$/);
          return options;
        },
        eval: async (text, options) => {
          evalCalls.push(text);
          return options;
        },
      },
    });
    const expectedScriptInput = { keys: ['kcs:test:{t}'], arguments: ['a', '7'] };
    t.same(await scriptRunner.run('count', ['a', 7]), expectedScriptInput);
    t.same(evalCalls, ['by hash', '-- shared code\n-- counts']);
    t.same(await scriptRunner.run('count', ['a', 7]), expectedScriptInput);
    t.same(evalCalls.slice(2), ['by hash']);
  },
);

t.test('an error other than an unknown script is passed on', async (t) => {
  const scriptFolder = t.testdir({ 'model.lua': '', 'count.lua': '' });
  const rejectWithNoperm = async () => {
    throw new Error('NOPERM');
  };
  const refusingClient = { evalSha: rejectWithNoperm, eval: async () => t.fail('the text must not be sent') };
  const scriptRunner = new ScriptRunner<'count'>({
    root: 'r',
    folder: pathToFileURL(`${scriptFolder}/`),
    client: refusingClient,
  });
  await t.rejects(scriptRunner.run('count'), { message: 'NOPERM' });
});
