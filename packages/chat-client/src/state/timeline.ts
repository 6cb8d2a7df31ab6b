import type { Message, RoomEvent } from '@kcs/contracts';
import { messagesAfter } from './messages-after.ts';

/** Messages in any order, and whether older ones exist. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
}

/** The newest part of a room's history, as far as it is loaded. */
export interface Timeline {
  /** Ascending by `seq`, without a gap. */
  readonly messages: readonly Message[];
  /** Whether at least one page is loaded. */
  readonly loaded: boolean;
  readonly hasOlder: boolean;
  readonly loading: boolean;
  readonly failed: boolean;
  /**
   * Events applied while a page is loading. They are also applied to the page, because it may have been read before
   * them.
   */
  readonly replay: readonly RoomEvent[];
  /** Changes when the timeline is opened or reset. A page that was requested in an earlier epoch is dropped. */
  readonly epoch: number;
}

/** Returns an empty timeline whose first page is loading. */
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

/** Merges a page. The page's version of a message wins. The events that arrived meanwhile are then applied. */
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

/**
 * Returns a timeline of only the newest page, after events were lost for good. Without a page, the timeline is marked
 * as failed and can be retried.
 */
export function timelineReset(page: MessagePage | null, epoch: number): Timeline {
  const empty = emptyTimeline(epoch);
  return page ? pageLoaded(empty, page, epoch) : { ...empty, loading: false, failed: true };
}
