import { appendFileSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fileOutbox } from '../../../src/outbox/node/file-outbox.ts';
import { buildOutboxItem } from '../../support/samples.ts';

t.test('the items of a file outbox survive a restart', async (t) => {
  const outboxPath = join(t.testdir(), 'outbox.jsonl');
  const outboxBeforeRestart = await fileOutbox(outboxPath);
  for (const id of ['a', 'b', 'c']) await outboxBeforeRestart.add(buildOutboxItem(id));
  await outboxBeforeRestart.remove('a');
  await outboxBeforeRestart.mark('c', { state: 'failed', problem: 'why' });
  await outboxBeforeRestart.close();
  const outboxAfterRestart = await fileOutbox(outboxPath);
  t.same(await outboxAfterRestart.list(), [
    buildOutboxItem('b'),
    buildOutboxItem('c', { state: 'failed', problem: 'why' }),
  ]);
  await outboxAfterRestart.close();
});

t.test('a file outbox drops an incomplete last line after a crash and can be used again', async (t) => {
  const outboxPath = join(t.testdir(), 'outbox.jsonl');
  const outboxBeforeCrash = await fileOutbox(outboxPath);
  await outboxBeforeCrash.add(buildOutboxItem('a'));
  await outboxBeforeCrash.close();
  appendFileSync(outboxPath, '{"add":{"clientMsgId":"torn","ro');
  const outboxAfterCrash = await fileOutbox(outboxPath);
  await outboxAfterCrash.add(buildOutboxItem('b'));
  await outboxAfterCrash.close();
  const reopenedOutbox = await fileOutbox(outboxPath);
  t.same(await reopenedOutbox.list(), [buildOutboxItem('a'), buildOutboxItem('b')]);
  await reopenedOutbox.close();
});

t.test(
  'an outbox file does not grow with the number of sent messages, and a failed rewrite loses nothing',
  async (t) => {
    const outboxPath = join(t.testdir(), 'outbox.jsonl');
    const outbox = await fileOutbox(outboxPath);
    await outbox.add(buildOutboxItem('stays'));
    mkdirSync(`${outboxPath}.new`);
    for (let n = 0; n < 1_200; n += 1) {
      if (n === 800) rmdirSync(`${outboxPath}.new`);
      await Promise.all([outbox.add(buildOutboxItem(`${n}`)), outbox.remove(`${n - 5}`)]);
    }
    const lineCount = readFileSync(outboxPath, 'utf8').split('\n').length;
    t.ok(lineCount < 1_000, `${lineCount} lines`);
    const itemsBeforeRestart = await outbox.list();
    await outbox.close();
    const reopenedOutbox = await fileOutbox(outboxPath);
    t.same(await reopenedOutbox.list(), itemsBeforeRestart, 'the rewrite lost nothing');
    await reopenedOutbox.close();
  },
);
