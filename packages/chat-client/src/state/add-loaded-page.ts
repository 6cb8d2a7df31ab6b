import type { Message } from '@kcs/contracts';
import { applyEventToWindow } from './apply-event-to-window.ts';
import type { MessagePage } from './message-page.ts';
import { mergeRoomChanges } from './room-change.ts';
import { createTimeline, type Timeline } from './timeline.ts';

/**
 * Adds a loaded page to the timeline, and then applies the events that arrived while the page was loading. A message in
 * the page replaces the loaded message with the same id. If the page neither overlaps nor adjoins the loaded messages,
 * the page replaces all of them. Ignores a page that was requested for an earlier version of the timeline.
 */
export function addLoadedPage(timeline: Timeline, page: MessagePage, version: number): Timeline {
  if (timeline.version !== version) return timeline;
  const loadedMessageIds = new Set(timeline.messages.map((message) => message.id));
  const isPageConnectedToWindow =
    page.adjoins === true || page.messages.some((message) => loadedMessageIds.has(message.id));
  const replayedSeqs = new Set(timeline.replay.map(({ seq }) => seq));
  const keptChanges = isPageConnectedToWindow
    ? timeline.changes
    : timeline.changes.filter(({ seq }) => replayedSeqs.has(seq));
  const messagesById = new Map(
    (isPageConnectedToWindow ? timeline.messages : []).map((message) => [message.id, message]),
  );
  for (const message of page.messages) messagesById.set(message.id, message);
  const mergedMessages = [...messagesById.values()].sort((a, b) => a.seq - b.seq);
  const doesPageReachMessage = (message: Message | undefined) =>
    page.adjoins === true || page.messages.some(({ id }) => id === message?.id);
  // If the window has reached the beginning or the end of the history, no page can undo that. Only a page at an edge of
  // the window can show that the history ends at that edge.
  const decideHasMore = (before: boolean, edge: Message | undefined, inPage: boolean | undefined) =>
    isPageConnectedToWindow
      ? before && (doesPageReachMessage(edge) ? (inPage ?? before) : before)
      : (inPage ?? before);
  const loadedTimeline: Timeline = {
    ...timeline,
    messages: mergedMessages,
    changes: mergeRoomChanges(keptChanges, page.changes ?? []),
    loaded: true,
    loading: false,
    failed: false,
    hasOlder: decideHasMore(timeline.hasOlder, mergedMessages[0], page.hasOlder),
    hasNewer: decideHasMore(timeline.hasNewer, mergedMessages.at(-1), page.hasNewer),
    replay: [],
  };
  return timeline.replay.reduce(applyEventToWindow, {
    ...loadedTimeline,
    newerCount: loadedTimeline.hasNewer ? loadedTimeline.newerCount : 0,
  });
}

/**
 * Returns a timeline that contains only the newest page, because some events of the room are lost for good. If `page`
 * is null, the timeline is marked as failed, and the page can be requested again.
 */
export function resetTimeline(page: MessagePage | null, version: number): Timeline {
  const newTimeline = createTimeline(version);
  return page ? addLoadedPage(newTimeline, page, version) : { ...newTimeline, loading: false, failed: true };
}
