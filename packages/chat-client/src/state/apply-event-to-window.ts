import type { RoomEvent } from '@kcs/contracts';
import { applyEventToMessages } from './messages-after.ts';
import type { Timeline } from './timeline.ts';

/**
 * Applies one event to the timeline's window and returns the new timeline. A new message beyond the window is only
 * counted.
 */
export function applyEventToWindow(timeline: Timeline, event: RoomEvent): Timeline {
  const isEventBeyondWindow =
    timeline.hasNewer && event.kind === 'message-created' && event.seq > (timeline.messages.at(-1)?.seq ?? 0);
  return isEventBeyondWindow
    ? { ...timeline, newerCount: timeline.newerCount + 1 }
    : { ...timeline, messages: applyEventToMessages(timeline.messages, event) };
}
