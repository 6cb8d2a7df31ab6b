import type { Member, Message, RoomChange, RoomEvent } from '@kcs/contracts';
import { applyEventToMessages } from './messages-after.ts';
import { createRoomChange, mergeRoomChanges } from './room-change.ts';

/**
 * A loaded part of a room's history. No message between the oldest and the newest one is missing, but the list may be
 * in any order.
 */
export interface MessagePage {
  readonly messages: readonly Message[];
  /** Whether messages older than the page exist. Absent if the server did not say. */
  readonly hasOlder?: boolean;
  /** Whether messages newer than the page exist. Absent if the server did not say. */
  readonly hasNewer?: boolean;
  /** The changes to the room's members and name between the messages, in any order. */
  readonly changes?: readonly RoomChange[];
  /**
   * Whether the page adjoins the loaded messages: no message lies between the page and the loaded messages, and no
   * message is in both.
   */
  readonly adjoins?: boolean;
}

/** A window on a room's history: the part of the history that is loaded. */
export interface Timeline {
  /** The loaded messages, ascending by `seq`, without a gap. */
  readonly messages: readonly Message[];
  /**
   * The changes to the room's members and name between the loaded messages, ascending by `seq`. May include changes
   * before the first or after the last loaded message.
   */
  readonly changes: readonly RoomChange[];
  /** Whether at least one page is loaded. */
  readonly loaded: boolean;
  readonly hasOlder: boolean;
  /** Whether newer messages exist beyond the window. If so, live messages are not added to the window. */
  readonly hasNewer: boolean;
  /** The number of live messages that have arrived beyond the window since `hasNewer` became true. */
  readonly newerCount: number;
  readonly loading: boolean;
  readonly failed: boolean;
  /**
   * The events that were applied while a page was loading. They are applied to that page as well, because the server
   * may have read the page before these events.
   */
  readonly replay: readonly RoomEvent[];
  /**
   * The version of the timeline. It changes when the timeline is opened, reset, or moved. A page that was requested for
   * an earlier version is dropped.
   */
  readonly version: number;
}

/** If a timeline grows beyond this many messages, it is trimmed to its newest messages. */
const MAX_LOADED_MESSAGES = 3_000;
/** The number of messages that trimming keeps: about twenty screens on each side of the reader. */
const KEPT_MESSAGE_COUNT = 600;

/** Returns an empty timeline whose first page is loading. */
export const createTimeline = (version: number): Timeline => ({
  messages: [],
  changes: [],
  loaded: false,
  hasOlder: true,
  hasNewer: false,
  newerCount: 0,
  loading: true,
  failed: false,
  replay: [],
  version,
});

/**
 * Applies one event to the timeline and returns the new timeline. `members` contains the members known before the
 * event.
 */
export function applyEventToTimeline(
  timeline: Timeline,
  event: RoomEvent,
  members: readonly Member[] = [],
): Timeline {
  const roomChange = createRoomChange(event, members);
  const nextTimeline = {
    ...timeline,
    replay: timeline.loading ? [...timeline.replay, event] : timeline.replay,
    changes: roomChange ? mergeRoomChanges(timeline.changes, [roomChange]) : timeline.changes,
  };
  // Until the first page is loaded, its place in the history is unknown, so a live message cannot be placed next to it.
  return timeline.loaded ? trimTimelineIfTooLong(applyEventToWindow(nextTimeline, event)) : nextTimeline;
}

/**
 * Marks the timeline as loading a page and returns the new timeline. If a new `version` is given, the result of any
 * page request already in progress will be dropped.
 */
export const startPageLoad = (timeline: Timeline, version = timeline.version): Timeline => ({
  ...timeline,
  loading: true,
  failed: false,
  replay: [],
  version,
});

/**
 * Records that a page failed to load, and returns the new timeline. If `failed` is false, the timeline does not show
 * the failure, because the caller reports it. Ignores a page that was requested for an earlier version of the timeline.
 */
export const endFailedPageLoad = (timeline: Timeline, version: number, failed = true): Timeline =>
  timeline.version === version ? { ...timeline, loading: false, failed, replay: [] } : timeline;

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

/**
 * Removes the messages that are far from `seq` and returns the new timeline. Does nothing while a page is loading,
 * because removing messages could leave a gap between that page and the window.
 */
export function trimTimeline(timeline: Timeline, seq: number, kept = KEPT_MESSAGE_COUNT): Timeline {
  const { messages, loading } = timeline;
  if (loading || messages.length <= kept) return timeline;
  const indexAtSeq = messages.findIndex((message) => message.seq >= seq);
  const centerIndex = indexAtSeq === -1 ? messages.length : indexAtSeq;
  const startIndex = Math.max(0, Math.min(centerIndex - Math.floor(kept / 2), messages.length - kept));
  const keptMessages = messages.slice(startIndex, startIndex + kept);
  const hasOlder = timeline.hasOlder || startIndex > 0;
  const hasNewer = timeline.hasNewer || startIndex + kept < messages.length;
  const firstKeptSeq = hasOlder ? (keptMessages[0]?.seq ?? 0) : 0;
  const lastKeptSeq = hasNewer ? (keptMessages.at(-1)?.seq ?? 0) : Number.POSITIVE_INFINITY;
  const changesBetweenKeptMessages = timeline.changes.filter(
    (change) => change.seq > firstKeptSeq && change.seq < lastKeptSeq,
  );
  return { ...timeline, messages: keptMessages, changes: changesBetweenKeptMessages, hasOlder, hasNewer };
}

/**
 * Applies one event to the timeline's window and returns the new timeline. A new message beyond the window is only
 * counted.
 */
function applyEventToWindow(timeline: Timeline, event: RoomEvent): Timeline {
  const isEventBeyondWindow =
    timeline.hasNewer && event.kind === 'message-created' && event.seq > (timeline.messages.at(-1)?.seq ?? 0);
  return isEventBeyondWindow
    ? { ...timeline, newerCount: timeline.newerCount + 1 }
    : { ...timeline, messages: applyEventToMessages(timeline.messages, event) };
}

const trimTimelineIfTooLong = (timeline: Timeline): Timeline =>
  timeline.messages.length > MAX_LOADED_MESSAGES
    ? trimTimeline(timeline, Number.POSITIVE_INFINITY)
    : timeline;
