import t, { type Test } from 'tap';
import { createBrowserOutbox } from '../../../src/outbox/browser/browser-outbox.ts';
import type { ItemStore } from '../../../src/outbox/browser/item-store.ts';
import { shareBetweenTabs } from '../../../src/outbox/browser/tab-sharing.ts';
import type { OutboxItem } from '../../../src/outbox/outbox.ts';
import { applyItemChange } from '../../../src/outbox/outbox-change.ts';
import { buildItem } from '../../support/samples.ts';

const STORE_RETRY_MS = 10;

/** Creates an outbox with a store that a test can make fail. `state.items` are the items that survive a reload. */
function createOutbox(t: Test, tabName: string) {
  const storeState = { items: [buildItem('old')] as readonly OutboxItem[], works: true };
  const standInStore: ItemStore = {
    async synchronize(changes) {
      if (!storeState.works) throw new Error('The store does not work.');
      storeState.items = changes.reduce(applyItemChange, storeState.items);
      return storeState.items;
    },
    close: () => undefined,
  };
  const outbox = createBrowserOutbox(standInStore, shareBetweenTabs(tabName), STORE_RETRY_MS);
  t.teardown(() => outbox.close());
  return { state: storeState, outbox };
}
const listClientMsgIds = (items: readonly OutboxItem[]) => items.map(({ clientMsgId }) => clientMsgId);

t.test('an outbox whose store fails continues in memory, and stores the changes later', async (t) => {
  const { state, outbox } = createOutbox(t, 'failing store');
  await outbox.add(buildItem('a'));
  t.same(listClientMsgIds(state.items), ['old', 'a']);
  t.notOk(outbox.wouldLoseItems());
  state.works = false;
  await outbox.add(buildItem('b'));
  await outbox.mark('b', { state: 'failed', problem: 'too long' });
  await outbox.remove('old');
  t.same(listClientMsgIds(await outbox.list()), ['a', 'b']);
  t.ok(outbox.wouldLoseItems());
  const nextChange = new Promise((resolve) => outbox.subscribe(resolve));
  state.works = true;
  await nextChange;
  t.same(state.items, [buildItem('a'), buildItem('b', { state: 'failed', problem: 'too long' })]);
  t.notOk(outbox.wouldLoseItems());
});

t.test('an empty outbox reports that a page reload loses nothing, even while its store fails', async (t) => {
  const { state, outbox } = createOutbox(t, 'empty outbox');
  await outbox.clear();
  state.works = false;
  t.same(await outbox.list(), []);
  t.notOk(outbox.wouldLoseItems());
});

t.test('a tab whose store fails sends its messages even if another tab holds the lock', async (t) => {
  const standInLocks = {
    request: (_name: string, { signal }: { signal: AbortSignal }) => rejectOnAbort(signal),
  };
  const originalNavigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { locks: standInLocks }, configurable: true });
  t.teardown(() => originalNavigator && Object.defineProperty(globalThis, 'navigator', originalNavigator));
  const { state, outbox } = createOutbox(t, 'held lock');
  const leadStarted = new Promise<void>((resolve) => {
    void outbox.lead(async () => resolve(), new AbortController().signal);
  });
  state.works = false;
  await outbox.add(buildItem('a'));
  await leadStarted;
});

const rejectOnAbort = (signal: AbortSignal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

t.test('an item that another tab has removed is not restored', async (t) => {
  const firstTab = createOutbox(t, 'two tabs');
  const secondTab = createOutbox(t, 'two tabs');
  await secondTab.outbox.list();
  secondTab.state.works = false;
  const nextChange = new Promise((resolve) => secondTab.outbox.subscribe(resolve));
  await firstTab.outbox.remove('old');
  await nextChange;
  t.same(await secondTab.outbox.list(), []);
});
