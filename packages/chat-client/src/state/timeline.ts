import type { Member, Message, RoomChange, RoomEvent } from '@kcs/contracts';
import { messagesAfter } from './messages-after.ts';
import { mergeChanges, roomChangeOf } from './room-change.ts';

/** A loaded part of a room's history: messages in any order, without a gap. */
export interface MessagePage {
  readonly messages: readonly Message[];
  /** Whether older messages exist. Absent if the request did not ask in this direction. */
  readonly hasOlder?: boolean;
  /** Whether newer messages exist. Absent if the request did not ask in this direction. */
  readonly hasNewer?: boolean;
  /** The changes of the room between the messages, in any order. */
  readonly changes?: readonly RoomChange[];
  /** Whether the page begins or ends exactly where the loaded messages end or begin. */
  readonly adjoins?: boolean;
}

/** A window on a room's history: the messages that are loaded. */
export interface Timeline {
  /** Ascending by `seq`, without a gap. */
  readonly messages: readonly Message[];
  /** The changes of the members and the name between these messages, ascending by `seq`. May include some beyond them. */
  readonly changes: readonly RoomChange[];
  /** Whether at least one page is loaded. */
  readonly loaded: boolean;
  readonly hasOlder: boolean;
  /** Whether newer messages exist beyond the window. If so, a live message does not enter the window. */
  readonly hasNewer: boolean;
  /** How many live messages arrived beyond the window since `hasNewer` became true. */
  readonly newerCount: number;
  readonly loading: boolean;
  readonly failed: boolean;
  /**
   * Events applied while a page is loading. They are also applied to the page, because it may have been read before
   * them.
   */
  readonly replay: readonly RoomEvent[];
  /** Changes when the timeline is opened, reset, or moved. A page that was requested in an earlier epoch is dropped. */
  readonly epoch: number;
}

/** A timeline that grows beyond this many messages while nobody trims it drops its oldest messages. */
const MAX_MESSAGES = 3_000;
/** So many messages stay when a timeline is trimmed: about twenty screens on each side of the reader. */
const KEPT_MESSAGES = 600;

/** Returns an empty timeline whose first page is loading. */
export const emptyTimeline = (epoch: number): Timeline => ({
  messages: [],
  changes: [],
  loaded: false,
  hasOlder: true,
  hasNewer: false,
  newerCount: 0,
  loading: true,
  failed: false,
  replay: [],
  epoch,
});

/** Returns the timeline after one event. `members` are the members before the event, as far as they are known. */
export function timelineAfter(
  timeline: Timeline,
  event: RoomEvent,
  members: readonly Member[] = [],
): Timeline {
  const change = roomChangeOf(event, members);
  const next = {
    ...timeline,
    replay: timeline.loading ? [...timeline.replay, event] : timeline.replay,
    changes: change ? mergeChanges(timeline.changes, [change]) : timeline.changes,
  };
  // Nobody knows yet where the first page will be, so a live message cannot be placed next to it.
  return timeline.loaded ? withinLimit(applied(next, event)) : next;
}

/** Starts loading a page. With an `epoch`, the page replaces the one that is loading now. */
export const pageRequested = (timeline: Timeline, epoch = timeline.epoch): Timeline => ({
  ...timeline,
  loading: true,
  failed: false,
  replay: [],
  epoch,
});

/** Stops loading. If `failed` is false, the application handles the failure itself. */
export const pageFailed = (timeline: Timeline, epoch: number, failed = true): Timeline =>
  timeline.epoch === epoch ? { ...timeline, loading: false, failed, replay: [] } : timeline;

/**
 * Merges a page. The page's version of a message wins. The events that arrived meanwhile are then applied. A page that
 * is not connected with the loaded messages replaces them.
 */
export function pageLoaded(timeline: Timeline, page: MessagePage, epoch: number): Timeline {
  if (timeline.epoch !== epoch) return timeline;
  const known = new Set(timeline.messages.map((message) => message.id));
  const isConnected = page.adjoins === true || page.messages.some((message) => known.has(message.id));
  const live = new Set(timeline.replay.map(({ seq }) => seq));
  const changesBefore = isConnected ? timeline.changes : timeline.changes.filter(({ seq }) => live.has(seq));
  const byId = new Map((isConnected ? timeline.messages : []).map((message) => [message.id, message]));
  for (const message of page.messages) byId.set(message.id, message);
  const messages = [...byId.values()].sort((a, b) => a.seq - b.seq);
  const isInPage = (message: Message | undefined) =>
    page.adjoins === true || page.messages.some(({ id }) => id === message?.id);
  // A window that ended at the end of the history still does. Only a page at its edge can tell that it reached the end.
  const hasMore = (before: boolean, edge: Message | undefined, inPage: boolean | undefined) =>
    isConnected ? before && (isInPage(edge) ? (inPage ?? before) : before) : (inPage ?? before);
  const loaded: Timeline = {
    ...timeline,
    messages,
    changes: mergeChanges(changesBefore, page.changes ?? []),
    loaded: true,
    loading: false,
    failed: false,
    hasOlder: hasMore(timeline.hasOlder, messages[0], page.hasOlder),
    hasNewer: hasMore(timeline.hasNewer, messages.at(-1), page.hasNewer),
    replay: [],
  };
  return timeline.replay.reduce(applied, { ...loaded, newerCount: loaded.hasNewer ? loaded.newerCount : 0 });
}

/**
 * Returns a timeline of only the newest page, after events were lost for good. Without a page, the timeline is marked
 * as failed and can be retried.
 */
export function timelineReset(page: MessagePage | null, epoch: number): Timeline {
  const empty = emptyTimeline(epoch);
  return page ? pageLoaded(empty, page, epoch) : { ...empty, loading: false, failed: true };
}

/**
 * Returns the timeline without the messages that are far from `seq`. Changes nothing while a page is loading, because
 * that page would no longer adjoin the window.
 */
export function timelineTrimmed(timeline: Timeline, seq: number, kept = KEPT_MESSAGES): Timeline {
  const { messages, loading } = timeline;
  if (loading || messages.length <= kept) return timeline;
  const at = messages.findIndex((message) => message.seq >= seq);
  const center = at === -1 ? messages.length : at;
  const from = Math.max(0, Math.min(center - Math.floor(kept / 2), messages.length - kept));
  const left = messages.slice(from, from + kept);
  const hasOlder = timeline.hasOlder || from > 0;
  const hasNewer = timeline.hasNewer || from + kept < messages.length;
  const firstSeq = hasOlder ? (left[0]?.seq ?? 0) : 0;
  const lastSeq = hasNewer ? (left.at(-1)?.seq ?? 0) : Number.POSITIVE_INFINITY;
  const changes = timeline.changes.filter((change) => change.seq > firstSeq && change.seq < lastSeq);
  return { ...timeline, messages: left, changes, hasOlder, hasNewer };
}

/** Applies one event to the window. A new message beyond the window is only counted. */
function applied(timeline: Timeline, event: RoomEvent): Timeline {
  const isBeyond =
    timeline.hasNewer && event.kind === 'message-created' && event.seq > (timeline.messages.at(-1)?.seq ?? 0);
  return isBeyond
    ? { ...timeline, newerCount: timeline.newerCount + 1 }
    : { ...timeline, messages: messagesAfter(timeline.messages, event) };
}

const withinLimit = (timeline: Timeline): Timeline =>
  timeline.messages.length > MAX_MESSAGES ? timelineTrimmed(timeline, Number.POSITIVE_INFINITY) : timeline;
