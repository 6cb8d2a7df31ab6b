import { pathToFileURL } from 'node:url';
import t from 'tap';
import { ScriptRunner } from '../../src/index.ts';

t.test(
  'a script runs with the shared code of its folder, and its text is sent only if Redis does not know it',
  async (t) => {
    const folder = t.testdir({ 'model.lua': '-- shared code', 'count.lua': '-- counts' });
    const calls: string[] = [];
    const runner = new ScriptRunner<'count'>({
      root: 'kcs:test:{t}',
      folder: pathToFileURL(`${folder}/`),
      client: {
        evalSha: async (sha, options) => {
          calls.push('by hash');
          if (calls.length === 1) throw new Error('NOSCRIPT No matching script.');
          t.match(sha, /^[0-9a-f]{40}$/);
          return options;
        },
        eval: async (text, options) => {
          calls.push(text);
          return options;
        },
      },
    });
    const expected = { keys: ['kcs:test:{t}'], arguments: ['a', '7'] };
    t.same(await runner.run('count', ['a', 7]), expected);
    t.same(calls, ['by hash', '-- shared code\n-- counts']);
    t.same(await runner.run('count', ['a', 7]), expected);
    t.same(calls.slice(2), ['by hash']);
  },
);

t.test('an error other than an unknown script is passed on', async (t) => {
  const folder = t.testdir({ 'model.lua': '', 'count.lua': '' });
  const refuse = async () => {
    throw new Error('NOPERM');
  };
  const client = { evalSha: refuse, eval: async () => t.fail('the text must not be sent') };
  const runner = new ScriptRunner<'count'>({ root: 'r', folder: pathToFileURL(`${folder}/`), client });
  await t.rejects(runner.run('count'), { message: 'NOPERM' });
});
