import { runWithRetries } from '../time/retrying.ts';
import type { ChatContext } from './chat-context.ts';

/**
 * Opens a room's timeline with the newest page of messages. If the timeline is already open, retries the first page if
 * it failed.
 */
export async function openTimeline(context: ChatContext, roomId: string): Promise<void> {
  const { store, api, time, stopped } = context;
  const timeline = store.get().timelines[roomId];
  if (timeline && !timeline.failed) return;
  store.dispatch({ type: timeline ? 'page-requested' : 'timeline-opened', roomId });
  await loadPage(context, roomId, () => runWithRetries(() => api.newestMessages(roomId), time, stopped));
}

/**
 * Loads the next older page of messages. Does nothing while another page is loading or if there are no older messages.
 */
export async function loadOlder(context: ChatContext, roomId: string): Promise<void> {
  const { store, api } = context;
  const timeline = store.get().timelines[roomId];
  const first = timeline?.messages[0];
  if (!timeline || timeline.loading || !timeline.hasOlder || first === undefined) return;
  store.dispatch({ type: 'page-requested', roomId });
  await loadPage(context, roomId, () => api.messagesBefore(roomId, first.seq));
}

async function loadPage(
  { store }: ChatContext,
  roomId: string,
  load: () => ReturnType<ChatContext['api']['newestMessages']>,
): Promise<void> {
  const epoch = store.get().timelines[roomId]?.epoch;
  if (epoch === undefined) return;
  try {
    const { items, hasMore } = await load();
    store.dispatch({ type: 'page-loaded', roomId, page: { messages: items, hasOlder: hasMore }, epoch });
  } catch {
    // The timeline is marked as failed, so that the application can offer a retry.
    store.dispatch({ type: 'page-failed', roomId, epoch });
  }
}
