import type { Outbox } from '../outbox/outbox.ts';
import type { ChatState } from '../state/chat-state.ts';
import { coalesced } from '../time/coalesced.ts';
import { type ChatContext, inBackground } from './chat-context.ts';

/** How many ids of stored messages to remember, because an outbox list that is being read may still contain them. */
const MAX_FINISHED = 1_000;

export interface OutboxMirror {
  /** Call it once the server has stored this message. The outbox no longer adds the message to the pending messages. */
  finish(clientMsgId: string): void;
}

/**
 * Copies the outbox items into the pending messages of the state, including items added by other tabs, until the client
 * stops. When a message appears in the timeline, removes it from the outbox, because it does not need to be sent again.
 */
export function mirrorOutbox(context: ChatContext, outbox: Outbox): OutboxMirror {
  const { store, stopped } = context;
  const finished = new Set<string>();

  const finish = (clientMsgId: string) => {
    finished.add(clientMsgId);
    for (const oldest of finished) if (finished.size > MAX_FINISHED) finished.delete(oldest);
  };
  const show = coalesced(async () => {
    const items = await outbox.list();
    store.dispatch({
      type: 'outbox-listed',
      items: items.filter(({ clientMsgId }) => !finished.has(clientMsgId)),
    });
  });

  let before = store.get().pending;
  const unsubscribeStore = store.subscribe(() => {
    const { pending } = store.get();
    if (pending === before) return;
    const left = new Set(idsIn(pending));
    const gone = idsIn(before).filter((id) => !left.has(id) && !finished.has(id));
    before = pending;
    for (const clientMsgId of gone) {
      finish(clientMsgId);
      inBackground(context, outbox.remove(clientMsgId));
    }
  });
  const unsubscribeOutbox = outbox.subscribe((change) => {
    if (change.type === 'stored') {
      finish(change.clientMsgId);
      store.dispatch({ ...change, type: 'marked', state: 'sent', problem: null });
    } else inBackground(context, show());
  });
  stopped.onStop(() => {
    unsubscribeStore();
    unsubscribeOutbox();
  });
  inBackground(context, show());
  return { finish };
}

const idsIn = (pending: ChatState['pending']): string[] =>
  Object.values(pending).flatMap((messages) => messages.map(({ clientMsgId }) => clientMsgId));
