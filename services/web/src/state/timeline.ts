import type { Message, RoomEvent } from '@kcs/contracts';
import { messagesAfter } from './messages-after.ts';

/**
 * The loaded end of a room's history: messages ascending by `seq`, all events up to `position` applied.
 * `replay` keeps the events that arrive while a page is on its way: the page may have been read before them.
 */
export interface Timeline {
  readonly position: number;
  readonly messages: readonly Message[];
  readonly loaded: boolean;
  readonly hasOlder: boolean;
  readonly loading: boolean;
  readonly failed: boolean;
  readonly replay: readonly RoomEvent[];
}

/** An empty timeline whose first page is being asked for; the page will contain all up to `position`. */
export const timelineFrom = (position: number): Timeline => ({
  position,
  messages: [],
  loaded: false,
  hasOlder: true,
  loading: true,
  failed: false,
  replay: [],
});

/** The timeline after its next event. One that is at or below the position changes nothing. */
export function timelineAfter(timeline: Timeline, event: RoomEvent): Timeline {
  if (event.seq <= timeline.position) return timeline;
  return {
    ...timeline,
    position: event.seq,
    messages: messagesAfter(timeline.messages, event),
    replay: timeline.loading ? [...timeline.replay, event] : timeline.replay,
  };
}

export const pageAsked = (timeline: Timeline): Timeline => ({
  ...timeline,
  loading: true,
  failed: false,
  replay: [],
});

export const pageFailed = (timeline: Timeline): Timeline => ({
  ...timeline,
  loading: false,
  failed: true,
  replay: [],
});

/** Takes in a page in any order; of a message in both, the page's text counts, then what happened meanwhile. */
export function pageArrived(timeline: Timeline, page: readonly Message[], hasOlder: boolean): Timeline {
  const byId = new Map(timeline.messages.map((message) => [message.id, message]));
  for (const message of page) byId.set(message.id, message);
  const merged = [...byId.values()].sort((a, b) => a.seq - b.seq);
  return {
    ...timeline,
    messages: timeline.replay.reduce(messagesAfter, merged),
    loaded: true,
    loading: false,
    failed: false,
    hasOlder,
    replay: [],
  };
}
