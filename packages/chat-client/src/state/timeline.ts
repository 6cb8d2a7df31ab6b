import type { Message, RoomEvent } from '@kcs/contracts';
import { messagesAfter } from './messages-after.ts';

/** A page of messages in any order. `hasOlder` is true if older messages exist. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
}

/** The loaded part of a room's messages: the newest ones, without gaps. */
export interface Timeline {
  /** The messages in ascending order of `seq`, without gaps. */
  readonly messages: readonly Message[];
  /** Whether at least one page has been loaded. */
  readonly loaded: boolean;
  readonly hasOlder: boolean;
  readonly loading: boolean;
  readonly failed: boolean;
  /**
   * The events applied while a page is loading. They are applied again to the loaded page, because the server may have
   * read the page before these events.
   */
  readonly replay: readonly RoomEvent[];
  /**
   * A number that changes when the timeline is opened or reset. A page that was requested in an earlier epoch is
   * dropped.
   */
  readonly epoch: number;
}

/** Returns an empty timeline that is loading its first page. */
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

/**
 * Merges a loaded page into the timeline. For a message in both, the page's version replaces the older one. Then
 * applies the events that arrived while the page was loading.
 */
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
 * Returns the timeline after the room was reset: it contains only the newest page. If `page` is null, the timeline is
 * empty and marked as failed, so that the user can retry.
 */
export function timelineReset(page: MessagePage | null, epoch: number): Timeline {
  const empty = emptyTimeline(epoch);
  return page ? pageLoaded(empty, page, epoch) : { ...empty, loading: false, failed: true };
}
