import { join } from 'node:path';
import t from 'tap';
import { memoryOutbox } from '../../src/index.ts';
import { fileOutbox } from '../../src/node.ts';
import type { Outbox, OutboxChange } from '../../src/outbox/outbox.ts';
import { buildOutboxItem, ROOM_ID } from '../support/samples.ts';

const listClientMsgIds = async (outbox: Outbox) =>
  (await outbox.list()).map(({ clientMsgId }) => clientMsgId);

/** The IndexedDB outbox needs a browser, so `test/system/browser.test.ts` tests it. */
const openersByOutboxKind: Record<string, (t: { testdir(): string }) => Promise<Outbox>> = {
  memory: async () => memoryOutbox(),
  file: (t) => fileOutbox(join(t.testdir(), 'outbox.jsonl')),
};

for (const [kind, open] of Object.entries(openersByOutboxKind)) {
  t.test(`the ${kind} outbox fulfills the outbox contract`, async (t) => {
    await t.test('items are listed unchanged, in the order in which they were added', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      const items = [
        buildOutboxItem('a', { body: { content: 'line\nbreak "and" 🙂' } }),
        buildOutboxItem('b'),
        buildOutboxItem('c'),
      ];
      await Promise.all(items.map((item) => outbox.add(item)));
      t.same(await outbox.list(), items);
    });

    await t.test('an item that is added again moves to the end', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      for (const id of ['a', 'b', 'a']) await outbox.add(buildOutboxItem(id));
      t.same(await listClientMsgIds(outbox), ['b', 'a']);
    });

    await t.test(
      'items can be changed and removed, and changes to items that no longer exist are ignored',
      async (t) => {
        const outbox = await open(t);
        t.teardown(() => outbox.close());
        for (const id of ['a', 'b', 'c']) await outbox.add(buildOutboxItem(id));
        await outbox.mark('b', { state: 'failed', problem: 'too long' });
        await outbox.mark('gone', { state: 'failed', problem: 'x' });
        await outbox.remove('a');
        await outbox.remove('gone');
        t.same(await outbox.list(), [
          buildOutboxItem('b', { state: 'failed', problem: 'too long' }),
          buildOutboxItem('c'),
        ]);
        await outbox.clear();
        t.same(await listClientMsgIds(outbox), []);
      },
    );

    await t.test('every subscriber receives each change once the change can be read', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      const receivedChanges: OutboxChange[] = [];
      const idsPromisesAtChange: Promise<string[]>[] = [];
      const unsubscribe = outbox.subscribe((change) => {
        receivedChanges.push(change);
        idsPromisesAtChange.push(listClientMsgIds(outbox));
      });
      await outbox.add(buildOutboxItem('a'));
      outbox.publish({ type: 'stored', roomId: ROOM_ID, clientMsgId: 'a', seq: 7 });
      unsubscribe();
      await outbox.add(buildOutboxItem('b'));
      t.same(receivedChanges, [
        { type: 'changed' },
        { type: 'stored', roomId: ROOM_ID, clientMsgId: 'a', seq: 7 },
      ]);
      t.same(await idsPromisesAtChange[0], ['a']);
    });

    await t.test('only one client sends at a time, and the next one takes over when it stops', async (t) => {
      const outbox = await open(t);
      t.teardown(() => outbox.close());
      const leaderLog: string[] = [];
      const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
      const startLeader = (name: string, { signal }: AbortController) =>
        outbox.lead(async () => {
          leaderLog.push(`${name} begins`);
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          leaderLog.push(`${name} ends`);
        }, signal);
      const leaderPromises = [
        startLeader('first', first),
        startLeader('second', second),
        startLeader('third', third),
      ];
      await Promise.resolve();
      second.abort();
      first.abort();
      await leaderPromises[0];
      await leaderPromises[1];
      third.abort();
      await Promise.all(leaderPromises);
      t.notOk(leaderLog.includes('second begins'), 'a client that gave up while waiting never leads');
      t.same(leaderLog.slice(0, 2), ['first begins', 'first ends']);
    });
  });
}
