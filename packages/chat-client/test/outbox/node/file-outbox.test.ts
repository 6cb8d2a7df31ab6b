import { appendFileSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fileOutbox } from '../../../src/outbox/node/file-outbox.ts';
import { itemOf } from '../../support/samples.ts';

t.test('the items of a file outbox survive a restart', async (t) => {
  const path = join(t.testdir(), 'outbox.jsonl');
  const first = await fileOutbox(path);
  for (const id of ['a', 'b', 'c']) await first.add(itemOf(id));
  await first.remove('a');
  await first.mark('c', { state: 'failed', problem: 'why' });
  await first.close();
  const second = await fileOutbox(path);
  t.same(await second.list(), [itemOf('b'), itemOf('c', { state: 'failed', problem: 'why' })]);
  await second.close();
});

t.test('a file outbox drops an incomplete last line after a crash and can be used again', async (t) => {
  const path = join(t.testdir(), 'outbox.jsonl');
  const first = await fileOutbox(path);
  await first.add(itemOf('a'));
  await first.close();
  appendFileSync(path, '{"add":{"clientMsgId":"torn","ro');
  const second = await fileOutbox(path);
  await second.add(itemOf('b'));
  await second.close();
  const third = await fileOutbox(path);
  t.same(await third.list(), [itemOf('a'), itemOf('b')]);
  await third.close();
});

t.test(
  'an outbox file does not grow with the number of sent messages, and a failed rewrite loses nothing',
  async (t) => {
    const path = join(t.testdir(), 'outbox.jsonl');
    const outbox = await fileOutbox(path);
    await outbox.add(itemOf('stays'));
    mkdirSync(`${path}.new`);
    for (let n = 0; n < 1_200; n += 1) {
      if (n === 800) rmdirSync(`${path}.new`);
      await Promise.all([outbox.add(itemOf(`${n}`)), outbox.remove(`${n - 5}`)]);
    }
    const lines = readFileSync(path, 'utf8').split('\n').length;
    t.ok(lines < 1_000, `${lines} lines`);
    const expected = await outbox.list();
    await outbox.close();
    const again = await fileOutbox(path);
    t.same(await again.list(), expected, 'the rewrite lost nothing');
    await again.close();
  },
);
