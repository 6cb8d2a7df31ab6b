import type { Message, RoomEvent } from '@kcs/contracts';
import { messagesAfter } from './messages-after.ts';

/** Messages in any order, and whether there are older ones. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
}

/**
 * The loaded end of a room's history: messages ascending by `seq`, without a gap. `replay` keeps the events that are
 * applied while a page is on its way, since the page may have been read before them. `epoch` changes when the
 * timeline is opened or loaded afresh: a page that was asked for before is of no use then.
 */
export interface Timeline {
  readonly messages: readonly Message[];
  readonly loaded: boolean;
  readonly hasOlder: boolean;
  readonly loading: boolean;
  readonly failed: boolean;
  readonly replay: readonly RoomEvent[];
  readonly epoch: number;
}

/** An empty timeline whose first page is being asked for. */
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

export const pageAsked = (timeline: Timeline): Timeline => ({
  ...timeline,
  loading: true,
  failed: false,
  replay: [],
});

export const pageFailed = (timeline: Timeline, epoch: number): Timeline =>
  timeline.epoch === epoch ? { ...timeline, loading: false, failed: true, replay: [] } : timeline;

/** Takes in a page in any order; of a message in both, the page's text counts, then what happened meanwhile. */
export function pageArrived(timeline: Timeline, page: MessagePage, epoch: number): Timeline {
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

/** The newest page, loaded where events are missing for good: nothing of what was there before is kept. */
export function reloaded(page: MessagePage | null, epoch: number): Timeline {
  const fresh = emptyTimeline(epoch);
  return page ? pageArrived(fresh, page, epoch) : { ...fresh, loading: false, failed: true };
}
