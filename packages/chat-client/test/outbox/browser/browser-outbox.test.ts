import t, { type Test } from 'tap';
import { createBrowserOutbox } from '../../../src/outbox/browser/browser-outbox.ts';
import type { ItemStore } from '../../../src/outbox/browser/item-store.ts';
import { shareBetweenTabs } from '../../../src/outbox/browser/tab-sharing.ts';
import type { OutboxItem } from '../../../src/outbox/outbox.ts';
import { applyItemChange } from '../../../src/outbox/outbox-change.ts';
import { itemOf } from '../../support/samples.ts';

const RETRY_MS = 10;

/** Creates an outbox with a store that a test can make fail. `state.items` are the items that survive a reload. */
function createOutbox(t: Test, tabName: string) {
  const state = { items: [itemOf('old')] as readonly OutboxItem[], works: true };
  const store: ItemStore = {
    async synchronize(changes) {
      if (!state.works) throw new Error('The store does not work.');
      state.items = changes.reduce(applyItemChange, state.items);
      return state.items;
    },
    close: () => undefined,
  };
  const outbox = createBrowserOutbox(store, shareBetweenTabs(tabName), RETRY_MS);
  t.teardown(() => outbox.close());
  return { state, outbox };
}
const idsOf = (items: readonly OutboxItem[]) => items.map(({ clientMsgId }) => clientMsgId);

t.test('an outbox whose store fails goes on in memory, and stores the changes later', async (t) => {
  const { state, outbox } = createOutbox(t, 'failing store');
  await outbox.add(itemOf('a'));
  t.same(idsOf(state.items), ['old', 'a']);
  t.notOk(outbox.wouldLoseItems());
  state.works = false;
  await outbox.add(itemOf('b'));
  await outbox.mark('b', { state: 'failed', problem: 'too long' });
  await outbox.remove('old');
  t.same(idsOf(await outbox.list()), ['a', 'b']);
  t.ok(outbox.wouldLoseItems());
  const changed = new Promise((resolve) => outbox.subscribe(resolve));
  state.works = true;
  await changed;
  t.same(state.items, [itemOf('a'), itemOf('b', { state: 'failed', problem: 'too long' })]);
  t.notOk(outbox.wouldLoseItems());
});

t.test('an empty outbox loses nothing, whether or not its store works', async (t) => {
  const { state, outbox } = createOutbox(t, 'empty outbox');
  await outbox.clear();
  state.works = false;
  t.same(await outbox.list(), []);
  t.notOk(outbox.wouldLoseItems());
});

t.test('a tab whose store fails sends its messages, although another tab holds the lock', async (t) => {
  const locks = { request: (_name: string, { signal }: { signal: AbortSignal }) => rejectOnAbort(signal) };
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
  t.teardown(() => before && Object.defineProperty(globalThis, 'navigator', before));
  const { state, outbox } = createOutbox(t, 'held lock');
  const sending = new Promise<void>((resolve) => {
    void outbox.lead(async () => resolve(), new AbortController().signal);
  });
  state.works = false;
  await outbox.add(itemOf('a'));
  await sending;
});

const rejectOnAbort = (signal: AbortSignal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

t.test('an item that another tab has removed is not restored', async (t) => {
  const first = createOutbox(t, 'two tabs');
  const second = createOutbox(t, 'two tabs');
  await second.outbox.list();
  second.state.works = false;
  const changed = new Promise((resolve) => second.outbox.subscribe(resolve));
  await first.outbox.remove('old');
  await changed;
  t.same(await second.outbox.list(), []);
});
