import { join } from 'node:path';
import t from 'tap';
import { memoryOutbox } from '../../src/index.ts';
import { fileOutbox } from '../../src/node.ts';
import type { Outbox, OutboxChange } from '../../src/outbox/outbox.ts';
import { itemOf, ROOM_ID } from '../support/samples.ts';

const ids = async (outbox: Outbox) => (await outbox.list()).map(({ clientMsgId }) => clientMsgId);

/** The IndexedDB outbox needs a browser, so `test/system/browser.test.ts` tests it. */
const kinds: Record<string, (t: { testdir(): string }) => Promise<Outbox>> = {
  memory: async () => memoryOutbox(),
  file: (t) => fileOutbox(join(t.testdir(), 'outbox.jsonl')),
};

for (const [kind, open] of Object.entries(kinds)) {
  t.test(`an outbox in ${kind}`, async (t) => {
    await t.test('items are listed unchanged, in the order in which they were added', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      const items = [itemOf('a', { body: { content: 'line\nbreak "and" 🙂' } }), itemOf('b'), itemOf('c')];
      await Promise.all(items.map((item) => outbox.add(item)));
      t.same(await outbox.list(), items);
    });

    await t.test('an item that is added again moves to the end', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      for (const id of ['a', 'b', 'a']) await outbox.add(itemOf(id));
      t.same(await ids(outbox), ['b', 'a']);
    });

    await t.test(
      'items can be changed and removed, and items that no longer exist are ignored',
      async (t) => {
        const outbox = await open(t);
        t.teardown(() => outbox.close());
        for (const id of ['a', 'b', 'c']) await outbox.add(itemOf(id));
        await outbox.mark('b', { state: 'failed', problem: 'too long' });
        await outbox.mark('gone', { state: 'failed', problem: 'x' });
        await outbox.remove('a');
        await outbox.remove('gone');
        t.same(await outbox.list(), [itemOf('b', { state: 'failed', problem: 'too long' }), itemOf('c')]);
        await outbox.clear();
        t.same(await ids(outbox), []);
      },
    );

    await t.test('every subscriber receives each change once the change can be read', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      const received: OutboxChange[] = [];
      const readable: Promise<string[]>[] = [];
      const unsubscribe = outbox.subscribe((change) => {
        received.push(change);
        readable.push(ids(outbox));
      });
      await outbox.add(itemOf('a'));
      outbox.publish({ type: 'stored', roomId: ROOM_ID, clientMsgId: 'a', seq: 7 });
      unsubscribe();
      await outbox.add(itemOf('b'));
      t.same(received, [{ type: 'changed' }, { type: 'stored', roomId: ROOM_ID, clientMsgId: 'a', seq: 7 }]);
      t.same(await readable[0], ['a']);
    });

    await t.test('only one client sends at a time, and the next one takes over when it stops', async (t) => {
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
      t.notOk(story.includes('second begins'), 'a client that gave up while waiting never leads');
      t.same(story.slice(0, 2), ['first begins', 'first ends']);
    });
  });
}
