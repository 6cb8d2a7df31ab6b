import type { Outbox } from '../outbox/outbox.ts';
import type { ChatState } from '../state/chat-state.ts';
import { coalesce } from '../time/coalesced.ts';
import { type ChatContext, runInBackground } from './chat-context.ts';

/**
 * The number of ids of stored messages to remember. They are needed because an outbox list that was read earlier may
 * still contain these messages.
 */
const MAX_STORED_IDS = 1_000;

export interface OutboxMirror {
  /**
   * Call this method once the server has stored the message. From then on, the message is no longer added to the
   * pending messages, even if an outdated outbox list still contains it.
   */
  markStored(clientMsgId: string): void;
  /**
   * Call this method before a message is queued. From then on, the message is added to the pending messages even if a
   * discarded message had the same id.
   */
  markQueued(clientMsgId: string): void;
}

/**
 * Copies the items of the outbox to the pending messages in the state until the client stops, including items added by
 * other tabs. When a message appears in the timeline, removes it from the outbox, because it does not need to be sent
 * again.
 */
export function mirrorOutbox(context: ChatContext, outbox: Outbox): OutboxMirror {
  const { store, stopped } = context;
  const storedIds = new Set<string>();

  const markStored = (clientMsgId: string) => {
    storedIds.add(clientMsgId);
    for (const oldest of storedIds) if (storedIds.size > MAX_STORED_IDS) storedIds.delete(oldest);
  };
  const showOutbox = coalesce(async () => {
    const items = await outbox.list();
    store.dispatch({
      type: 'outbox-listed',
      items: items.filter(({ clientMsgId }) => !storedIds.has(clientMsgId)),
    });
  });

  let pendingBefore = store.get().pending;
  const unsubscribeStore = store.subscribe(() => {
    const { pending } = store.get();
    if (pending === pendingBefore) return;
    const remainingIds = new Set(listIds(pending));
    const removedIds = listIds(pendingBefore).filter((id) => !remainingIds.has(id) && !storedIds.has(id));
    pendingBefore = pending;
    for (const clientMsgId of removedIds) {
      markStored(clientMsgId);
      runInBackground(context, outbox.remove(clientMsgId));
    }
  });
  const unsubscribeOutbox = outbox.subscribe((change) => {
    if (change.type === 'stored') {
      markStored(change.clientMsgId);
      store.dispatch({ ...change, type: 'marked', state: 'sent', problem: null });
    } else runInBackground(context, showOutbox());
  });
  stopped.onStop(() => {
    unsubscribeStore();
    unsubscribeOutbox();
  });
  runInBackground(context, showOutbox());
  return { markStored, markQueued: (clientMsgId) => void storedIds.delete(clientMsgId) };
}

const listIds = (pending: ChatState['pending']): string[] =>
  Object.values(pending).flatMap((messages) => messages.map(({ clientMsgId }) => clientMsgId));
