import type { MessagePage } from '../state/message-page.ts';
import { runWithRetries } from '../time/retrying.ts';
import type { ChatContext } from './chat-context.ts';
import { addRoomChanges, fetchNewestMessagePage, fetchPageAroundSeq } from './fetch-page.ts';
import { loadPageIntoTimeline } from './load-page.ts';

/** Where a timeline opens: at its newest messages, or at the first message that the user has not seen. */
export type TimelineStart = 'newest' | 'unread';

/**
 * Opens a room's timeline and loads its first page. If the timeline is already open, only retries a page that failed to
 * load. Never throws.
 */
export async function openTimeline(
  context: ChatContext,
  roomId: string,
  at: TimelineStart = 'newest',
): Promise<void> {
  const { store, time, stopped } = context;
  const timeline = store.get().timelines[roomId];
  if (timeline && !timeline.failed) return;
  store.dispatch({ type: timeline ? 'page-requested' : 'timeline-opened', roomId });
  const loadFirstPage = chooseFirstPageLoader(context, roomId, at);
  await loadPageIntoTimeline(context, roomId, () => runWithRetries(loadFirstPage, time, stopped)).catch(
    () => undefined,
  );
}

/**
 * Loads the page of messages just before the timeline's loaded messages. Does nothing while another page is loading.
 * Never throws.
 */
export async function loadOlderMessages(context: ChatContext, roomId: string): Promise<void> {
  const { store, api } = context;
  const timeline = store.get().timelines[roomId];
  const firstLoadedMessage = timeline?.messages[0];
  if (!timeline || timeline.loading || !timeline.hasOlder || firstLoadedMessage === undefined) return;
  store.dispatch({ type: 'page-requested', roomId });
  await loadPageIntoTimeline(context, roomId, async () => {
    const { items, hasMore } = await api.messagesBefore(roomId, firstLoadedMessage.seq);
    return addRoomChanges(context, roomId, {
      page: { messages: items, hasOlder: hasMore, adjoins: true },
      before: firstLoadedMessage.seq,
    });
  }).catch(() => undefined);
}

/**
 * Loads the page of messages just after the timeline's loaded messages. Does nothing while another page is loading.
 * Never throws.
 */
export async function loadNewerMessages(context: ChatContext, roomId: string): Promise<void> {
  const { store, api } = context;
  const timeline = store.get().timelines[roomId];
  const lastLoadedMessage = timeline?.messages.at(-1);
  if (!timeline || timeline.loading || !timeline.hasNewer || lastLoadedMessage === undefined) return;
  store.dispatch({ type: 'page-requested', roomId });
  await loadPageIntoTimeline(context, roomId, async () => {
    const { items, hasMore } = await api.messagesAfter(roomId, lastLoadedMessage.seq);
    return addRoomChanges(context, roomId, {
      page: { messages: items, hasNewer: hasMore, adjoins: true },
      after: lastLoadedMessage.seq,
    });
  }).catch(() => undefined);
}

/**
 * Moves a timeline's window (its loaded part) so that it includes `seq`. Does nothing if the window already includes
 * `seq`. If the page cannot be loaded, throws `ApiError` and leaves the window where it was.
 */
export async function loadMessagesAround(context: ChatContext, roomId: string, seq: number): Promise<void> {
  const { store, time, stopped } = context;
  if (isInWindow(context, roomId, seq)) return;
  const isTimelineLoaded = store.get().timelines[roomId]?.loaded === true;
  const loadPageAroundSeq = () => fetchPageAroundSeq(context, roomId, seq);
  store.dispatch({ type: 'page-requested', roomId, moves: true });
  // If no page is loaded yet, the page around `seq` becomes the first page. If loading it fails temporarily, it is
  // retried. If loading it fails permanently, the timeline shows the failure.
  if (isTimelineLoaded) await loadPageIntoTimeline(context, roomId, loadPageAroundSeq, true);
  else await loadPageIntoTimeline(context, roomId, () => runWithRetries(loadPageAroundSeq, time, stopped));
}

/**
 * Moves a timeline's window (its loaded part) to the newest messages. Does nothing if they are already loaded. If the
 * page cannot be loaded, throws `ApiError` and leaves the window where it was.
 */
export async function loadNewestMessages(context: ChatContext, roomId: string): Promise<void> {
  const timeline = context.store.get().timelines[roomId];
  if (!timeline?.loaded || !timeline.hasNewer) return;
  context.store.dispatch({ type: 'page-requested', roomId, moves: true });
  await loadPageIntoTimeline(context, roomId, () => fetchNewestMessagePage(context, roomId), true);
}

/** Returns whether `seq` is within the part of the room's history that is loaded. */
function isInWindow({ store }: ChatContext, roomId: string, seq: number): boolean {
  const timeline = store.get().timelines[roomId];
  if (!timeline?.loaded) return false;
  const firstLoadedSeq = timeline.messages[0]?.seq ?? 0;
  const lastLoadedSeq = timeline.messages.at(-1)?.seq ?? 0;
  return (!timeline.hasOlder || firstLoadedSeq <= seq) && (!timeline.hasNewer || seq <= lastLoadedSeq);
}

/**
 * Returns the function that loads the first page of a timeline. If messages are already loaded and newer ones exist
 * beyond them, the function loads the page around the last loaded message instead.
 */
function chooseFirstPageLoader(
  context: ChatContext,
  roomId: string,
  at: TimelineStart,
): () => Promise<MessagePage> {
  const { rooms, timelines } = context.store.get();
  const summary = rooms[roomId]?.summary;
  const timeline = timelines[roomId];
  const lastMessageBeforeGap = timeline?.hasNewer ? timeline.messages.at(-1) : undefined;
  if (lastMessageBeforeGap) return () => fetchPageAroundSeq(context, roomId, lastMessageBeforeGap.seq);
  return at === 'unread' && summary && summary.unread_count > 0
    ? () => fetchPageAroundSeq(context, roomId, summary.last_seen_seq + 1)
    : () => fetchNewestMessagePage(context, roomId);
}
