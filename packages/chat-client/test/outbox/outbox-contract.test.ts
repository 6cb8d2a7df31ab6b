import { appendFileSync, mkdirSync, readFileSync, rmdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { memoryOutbox } from '../../src/index.ts';
import { fileOutbox } from '../../src/node.ts';
import type { Outbox, OutboxChange, OutboxItem } from '../../src/outbox/outbox.ts';

const item = (clientMsgId: string, more: Partial<OutboxItem> = {}): OutboxItem => ({
  clientMsgId,
  roomId: 'room',
  body: { content: `text of ${clientMsgId}` },
  replyTo: null,
  createdAt: '2026-01-31T00:00:00.000Z',
  state: 'waiting',
  problem: null,
  ...more,
});
const ids = async (outbox: Outbox) => (await outbox.list()).map(({ clientMsgId }) => clientMsgId);

const kinds: Record<string, (t: { testdir(): string }) => Promise<Outbox>> = {
  memory: async () => memoryOutbox(),
  file: (t) => fileOutbox(join(t.testdir(), 'outbox.jsonl')),
};

for (const [kind, open] of Object.entries(kinds)) {
  t.test(`an outbox in ${kind}`, async (t) => {
    await t.test('lists what was added in its order, each as it was', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      const wanted = [item('a', { body: { content: 'line\nbreak "and" 🙂' } }), item('b'), item('c')];
      await Promise.all(wanted.map((one) => outbox.add(one)));
      t.same(await outbox.list(), wanted);
    });

    await t.test('an item added again moves behind the others', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      for (const id of ['a', 'b', 'a']) await outbox.add(item(id));
      t.same(await ids(outbox), ['b', 'a']);
    });

    await t.test('marks and removes what is there, and nothing else', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      for (const id of ['a', 'b', 'c']) await outbox.add(item(id));
      await outbox.mark('b', { state: 'failed', problem: 'too long' });
      await outbox.mark('gone', { state: 'failed', problem: 'x' });
      await outbox.remove('a');
      await outbox.remove('gone');
      t.same(await outbox.list(), [item('b', { state: 'failed', problem: 'too long' }), item('c')]);
      await outbox.clear();
      t.same(await ids(outbox), []);
    });

    await t.test('tells everybody of every change, when it can be seen', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      const heard: OutboxChange[] = [];
      const seen: Promise<string[]>[] = [];
      const stop = outbox.subscribe((change) => {
        heard.push(change);
        seen.push(ids(outbox));
      });
      await outbox.add(item('a'));
      outbox.tell({ type: 'stored', roomId: 'room', clientMsgId: 'a', seq: 7 });
      stop();
      await outbox.add(item('b'));
      t.same(heard, [{ type: 'changed' }, { type: 'stored', roomId: 'room', clientMsgId: 'a', seq: 7 }]);
      t.same(await seen[0], ['a']);
    });

    await t.test('lets one lead at a time, and the next when it is over', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      const story: string[] = [];
      const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
      const lead = (name: string, { signal }: AbortController) =>
        outbox.lead(async () => {
          story.push(`${name} begins`);
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          story.push(`${name} ends`);
        }, signal);
      const all = [lead('first', first), lead('second', second), lead('third', third)];
      await Promise.resolve();
      second.abort();
      first.abort();
      await all[0];
      await all[1];
      third.abort();
      await Promise.all(all);
      t.notOk(story.includes('second begins'), 'who gave up while waiting never leads');
      t.same(story.slice(0, 2), ['first begins', 'first ends']);
    });
  });
}

t.test('a file outbox keeps what it has over a crash', async (t) => {
  const path = join(t.testdir(), 'outbox.jsonl');
  const first = await fileOutbox(path);
  for (const id of ['a', 'b', 'c']) await first.add(item(id));
  await first.remove('a');
  await first.mark('c', { state: 'failed', problem: 'why' });
  await first.close();
  const second = await fileOutbox(path);
  t.same(await second.list(), [item('b'), item('c', { state: 'failed', problem: 'why' })]);
  await second.close();
});

t.test('a line that a crash tore is dropped, and the file goes on to work', async (t) => {
  const path = join(t.testdir(), 'outbox.jsonl');
  const first = await fileOutbox(path);
  await first.add(item('a'));
  await first.close();
  appendFileSync(path, '{"add":{"clientMsgId":"torn","ro');
  const second = await fileOutbox(path);
  await second.add(item('b'));
  await second.close();
  const third = await fileOutbox(path);
  t.same(await ids(third), ['a', 'b']);
  await third.close();
});

t.test(
  'the file does not grow with what was sent; where it cannot be rewritten, what is added is kept',
  async (t) => {
    const path = join(t.testdir(), 'outbox.jsonl');
    const outbox = await fileOutbox(path);
    await outbox.add(item('stays'));
    mkdirSync(`${path}.new`);
    for (let n = 0; n < 1_200; n += 1) {
      if (n === 800) rmdirSync(`${path}.new`);
      await Promise.all([outbox.add(item(`${n}`)), outbox.remove(`${n - 5}`)]);
    }
    const lines = readFileSync(path, 'utf8').split('\n').length;
    t.ok(lines < 1_000, `${lines} lines`);
    const expected = await outbox.list();
    await outbox.close();
    const again = await fileOutbox(path);
    t.same(await again.list(), expected, 'nothing that waits was lost in rewriting it');
    await again.close();
  },
);

t.test('one process owns the file at a time', async (t) => {
  const path = join(t.testdir(), 'outbox.jsonl');
  const outbox = await fileOutbox(path);
  await t.rejects(fileOutbox(path), { message: /in use by process/ });
  await outbox.close();
  const again = await fileOutbox(path);
  await again.close();

  const locked = (text: string) => writeFileSync(`${path}.lock`, text);
  // No process has this number: more than the kernel gives.
  const gone = 4_194_305;
  // Earlier versions named no host.
  for (const end of [` on ${hostname()}\n`, '\n']) {
    locked(`${process.ppid}${end}`);
    await t.rejects(fileOutbox(path), { message: new RegExp(`in use by process ${process.ppid}`) });
    for (const pid of [process.pid, gone]) {
      locked(`${pid}${end}`);
      const taken = await fileOutbox(path);
      await taken.close();
    }
  }
  locked('');
  await t.rejects(fileOutbox(path), { message: /in use/ }, 'its owner is still writing it');

  for (const pid of [process.pid, gone]) {
    locked(`${pid} on another-container\n`);
    await t.rejects(fileOutbox(path), {
      message: new RegExp(`${pid} on another-container.*try again in 60 s`),
    });
  }
  const aMinuteAgo = Date.now() / 1_000 - 61;
  utimesSync(`${path}.lock`, aMinuteAgo, aMinuteAgo);
  const left = await fileOutbox(path);
  await left.close();
});
