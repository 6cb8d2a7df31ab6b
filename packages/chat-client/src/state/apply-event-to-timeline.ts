import type { Member, RoomEvent } from '@kcs/contracts';
import { applyEventToWindow } from './apply-event-to-window.ts';
import { createRoomChange, mergeRoomChanges } from './room-change.ts';
import type { Timeline } from './timeline.ts';
import { trimTimelineIfTooLong } from './trim-timeline.ts';

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
