import type { Outbox } from '../outbox/outbox.ts';
import type { ChatState } from '../state/chat-state.ts';
import { coalesce } from '../time/coalesced.ts';
import { type ChatContext, runInBackground } from './chat-context.ts';

/**
 * How many ids of stored messages to remember. The ids are needed because an outbox list may have been read before the
 * server stored a message, and may still contain that message.
 */
const MAX_STORED_MESSAGE_IDS = 1_000;

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
 * Until the client stops, mirrors the items of the outbox, including those that other tabs add, in the pending messages
 * of the state. When a message appears in the timeline, removes it from the outbox, because it does not need to be sent
 * again.
 */
export function mirrorOutbox(context: ChatContext, outbox: Outbox): OutboxMirror {
  const { store, stopped } = context;
  const storedMessageIds = new Set<string>();

  const markMessageStored = (clientMsgId: string) => {
    storedMessageIds.add(clientMsgId);
    for (const oldest of storedMessageIds)
      if (storedMessageIds.size > MAX_STORED_MESSAGE_IDS) storedMessageIds.delete(oldest);
  };
  const copyOutboxToState = coalesce(async () => {
    const outboxItems = await outbox.list();
    store.dispatch({
      type: 'outbox-listed',
      items: outboxItems.filter(({ clientMsgId }) => !storedMessageIds.has(clientMsgId)),
    });
  });

  let previousPendingMessages = store.get().pending;
  const unsubscribeFromStore = store.subscribe(() => {
    const { pending } = store.get();
    if (pending === previousPendingMessages) return;
    const pendingMessageIds = new Set(listClientMsgIds(pending));
    const removedMessageIds = listClientMsgIds(previousPendingMessages).filter(
      (id) => !pendingMessageIds.has(id) && !storedMessageIds.has(id),
    );
    previousPendingMessages = pending;
    for (const clientMsgId of removedMessageIds) {
      markMessageStored(clientMsgId);
      runInBackground(context, outbox.remove(clientMsgId));
    }
  });
  const unsubscribeFromOutbox = outbox.subscribe((change) => {
    if (change.type === 'stored') {
      markMessageStored(change.clientMsgId);
      store.dispatch({ ...change, type: 'marked', state: 'sent', problem: null });
    } else runInBackground(context, copyOutboxToState());
  });
  stopped.onStop(() => {
    unsubscribeFromStore();
    unsubscribeFromOutbox();
  });
  runInBackground(context, copyOutboxToState());
  return {
    markStored: markMessageStored,
    markQueued: (clientMsgId) => void storedMessageIds.delete(clientMsgId),
  };
}

const listClientMsgIds = (pending: ChatState['pending']): string[] =>
  Object.values(pending).flatMap((messages) => messages.map(({ clientMsgId }) => clientMsgId));
