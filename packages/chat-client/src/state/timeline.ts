import type { Message, RoomEvent } from '@kcs/contracts';
import { messagesAfter } from './messages-after.ts';

/** Messages in any order, and whether there are older ones. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
}

/** The loaded end of a room's history. */
export interface Timeline {
  /** Ascending by `seq`, without a gap. */
  readonly messages: readonly Message[];
  /** Whether at least one page is loaded. */
  readonly loaded: boolean;
  readonly hasOlder: boolean;
  readonly loading: boolean;
  readonly failed: boolean;
  /** Events applied while a page is loading. They are applied to the page too, which may have been read before them. */
  readonly replay: readonly RoomEvent[];
  /** Changes when the timeline is opened or reset. A page that was requested in an earlier epoch is dropped. */
  readonly epoch: number;
}

/** An empty timeline; its first page is loading. */
export const emptyTimeline = (epoch: number): Timeline => ({
  messages: [],
  loaded: false,
  hasOlder: true,
  loading: true,
  failed: false,
  replay: [],
  epoch,
});

export const timelineAfter = (timeline: Timeline, event: RoomEvent): Timeline => ({
  ...timeline,
  messages: messagesAfter(timeline.messages, event),
  replay: timeline.loading ? [...timeline.replay, event] : timeline.replay,
});

export const pageRequested = (timeline: Timeline): Timeline => ({
  ...timeline,
  loading: true,
  failed: false,
  replay: [],
});

export const pageFailed = (timeline: Timeline, epoch: number): Timeline =>
  timeline.epoch === epoch ? { ...timeline, loading: false, failed: true, replay: [] } : timeline;

/** Merges a page. The page's version of a message wins; then the events that arrived meanwhile are applied. */
export function pageLoaded(timeline: Timeline, page: MessagePage, epoch: number): Timeline {
  if (timeline.epoch !== epoch) return timeline;
  const byId = new Map(timeline.messages.map((message) => [message.id, message]));
  for (const message of page.messages) byId.set(message.id, message);
  const merged = [...byId.values()].sort((a, b) => a.seq - b.seq);
  return {
    ...timeline,
    messages: timeline.replay.reduce(messagesAfter, merged),
    loaded: true,
    loading: false,
    failed: false,
    hasOlder: page.hasOlder,
    replay: [],
  };
}

/** A timeline of only the newest page, after events were lost for good. Without a page it is failed and can be retried. */
export function timelineReset(page: MessagePage | null, epoch: number): Timeline {
  const empty = emptyTimeline(epoch);
  return page ? pageLoaded(empty, page, epoch) : { ...empty, loading: false, failed: true };
}
