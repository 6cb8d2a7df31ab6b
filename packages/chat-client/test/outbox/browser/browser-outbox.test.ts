import t, { type Test } from 'tap';
import { createBrowserOutbox } from '../../../src/outbox/browser/browser-outbox.ts';
import type { ItemStore } from '../../../src/outbox/browser/item-store.ts';
import { createTabSharing } from '../../../src/outbox/browser/tab-sharing.ts';
import type { OutboxItem } from '../../../src/outbox/outbox.ts';
import { applyItemChange } from '../../../src/outbox/outbox-change.ts';
import { buildOutboxItem } from '../../support/samples.ts';

const STORE_RETRY_DELAY_MS = 10;

/** Creates an outbox with a store that a test can make fail. `state.items` are the items that survive a reload. */
function createTestOutbox(t: Test, tabName: string) {
  const storeState = { items: [buildOutboxItem('old')] as readonly OutboxItem[], works: true };
  const standInStore: ItemStore = {
    async synchronize(changes) {
      if (!storeState.works) throw new Error('The store does not work.');
      storeState.items = changes.reduce(applyItemChange, storeState.items);
      return storeState.items;
    },
    close: () => undefined,
  };
  const outbox = createBrowserOutbox(standInStore, createTabSharing(tabName), STORE_RETRY_DELAY_MS);
  t.teardown(() => outbox.close());
  return { state: storeState, outbox };
}
const listClientMsgIds = (items: readonly OutboxItem[]) => items.map(({ clientMsgId }) => clientMsgId);

t.test('an outbox whose store fails continues in memory, and stores the changes later', async (t) => {
  const { state, outbox } = createTestOutbox(t, 'failing store');
  await outbox.add(buildOutboxItem('a'));
  t.same(listClientMsgIds(state.items), ['old', 'a']);
  t.notOk(outbox.wouldLoseItems());
  state.works = false;
  await outbox.add(buildOutboxItem('b'));
  await outbox.mark('b', { state: 'failed', problem: 'too long' });
  await outbox.remove('old');
  t.same(listClientMsgIds(await outbox.list()), ['a', 'b']);
  t.ok(outbox.wouldLoseItems());
  const nextChangePromise = new Promise((resolve) => outbox.subscribe(resolve));
  state.works = true;
  await nextChangePromise;
  t.same(state.items, [buildOutboxItem('a'), buildOutboxItem('b', { state: 'failed', problem: 'too long' })]);
  t.notOk(outbox.wouldLoseItems());
});

t.test('an empty outbox reports that a page reload loses nothing, even while its store fails', async (t) => {
  const { state, outbox } = createTestOutbox(t, 'empty outbox');
  await outbox.clear();
  state.works = false;
  t.same(await outbox.list(), []);
  t.notOk(outbox.wouldLoseItems());
});

t.test('a tab whose store fails sends its messages even if another tab holds the lock', async (t) => {
  const standInLocks = {
    request: (_name: string, { signal }: { signal: AbortSignal }) => rejectOnAbort(signal),
  };
  const navigatorDescriptor = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { locks: standInLocks }, configurable: true });
  t.teardown(
    () => navigatorDescriptor && Object.defineProperty(globalThis, 'navigator', navigatorDescriptor),
  );
  const { state, outbox } = createTestOutbox(t, 'held lock');
  const leadTaskStartPromise = new Promise<void>((resolve) => {
    void outbox.lead(async () => resolve(), new AbortController().signal);
  });
  state.works = false;
  await outbox.add(buildOutboxItem('a'));
  await leadTaskStartPromise;
});

const rejectOnAbort = (signal: AbortSignal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

t.test('an item that another tab has removed is not restored', async (t) => {
  const firstTab = createTestOutbox(t, 'two tabs');
  const secondTab = createTestOutbox(t, 'two tabs');
  await secondTab.outbox.list();
  secondTab.state.works = false;
  const nextChangePromise = new Promise((resolve) => secondTab.outbox.subscribe(resolve));
  await firstTab.outbox.remove('old');
  await nextChangePromise;
  t.same(await secondTab.outbox.list(), []);
});
