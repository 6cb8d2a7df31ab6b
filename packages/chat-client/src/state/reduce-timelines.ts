import type { TimelineAction } from './action.ts';
import { addLoadedPage } from './add-loaded-page.ts';
import { type ChatState, isRoomKnown } from './chat-state.ts';
import { omitKey } from './omit-key.ts';
import { removeConfirmedMessages } from './remove-stored-messages.ts';
import { createTimeline, endFailedPageLoad, startPageLoad, type Timeline } from './timeline.ts';
import { trimTimeline } from './trim-timeline.ts';

/** Applies an action that opens, closes, fills, or trims a timeline, and returns the new state. */
export function reduceTimelines(state: ChatState, action: TimelineAction): ChatState {
  const { roomId } = action;
  switch (action.type) {
    case 'timeline-opened': {
      if (!isRoomKnown(state, roomId) || state.timelines[roomId]) return state;
      const newTimelineVersion = state.lastVersion + 1;
      return {
        ...state,
        lastVersion: newTimelineVersion,
        timelines: { ...state.timelines, [roomId]: createTimeline(newTimelineVersion) },
      };
    }
    case 'timeline-closed':
      return { ...state, timelines: omitKey(state.timelines, roomId) };
    case 'page-requested': {
      if (!action.moves) return updateTimeline(state, roomId, (timeline) => startPageLoad(timeline));
      const newTimelineVersion = state.lastVersion + 1;
      return updateTimeline({ ...state, lastVersion: newTimelineVersion }, roomId, (timeline) =>
        startPageLoad(timeline, newTimelineVersion),
      );
    }
    case 'page-failed':
      return updateTimeline(state, roomId, (timeline) =>
        endFailedPageLoad(timeline, action.version, !action.handled),
      );
    case 'timeline-trimmed':
      return updateTimeline(state, roomId, (timeline) => trimTimeline(timeline, action.seq));
    case 'page-loaded': {
      const { page, version } = action;
      const nextState = updateTimeline(state, roomId, (timeline) => addLoadedPage(timeline, page, version));
      return {
        ...nextState,
        pending: removeConfirmedMessages(nextState.pending, page.messages, state.me.id),
      };
    }
    default:
      return action satisfies never;
  }
}

function updateTimeline(
  state: ChatState,
  roomId: string,
  change: (timeline: Timeline) => Timeline,
): ChatState {
  const timeline = Object.hasOwn(state.timelines, roomId) ? state.timelines[roomId] : undefined;
  return timeline ? { ...state, timelines: { ...state.timelines, [roomId]: change(timeline) } } : state;
}
