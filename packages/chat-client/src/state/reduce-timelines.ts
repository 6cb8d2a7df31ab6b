import type { TimelineAction } from './action.ts';
import { type ChatState, isKnown } from './chat-state.ts';
import { omit } from './omit.ts';
import { withoutConfirmed } from './pending-message.ts';
import {
  emptyTimeline,
  pageFailed,
  pageLoaded,
  pageRequested,
  type Timeline,
  timelineTrimmed,
} from './timeline.ts';

/** Returns the state after an action that opens, closes, fills, or trims a timeline. */
export function reduceTimelines(state: ChatState, action: TimelineAction): ChatState {
  const { roomId } = action;
  switch (action.type) {
    case 'timeline-opened': {
      if (!isKnown(state, roomId) || state.timelines[roomId]) return state;
      const epochs = state.epochs + 1;
      return { ...state, epochs, timelines: { ...state.timelines, [roomId]: emptyTimeline(epochs) } };
    }
    case 'timeline-closed':
      return { ...state, timelines: omit(state.timelines, roomId) };
    case 'page-requested': {
      if (!action.moves) return withTimeline(state, roomId, (timeline) => pageRequested(timeline));
      const epochs = state.epochs + 1;
      return withTimeline({ ...state, epochs }, roomId, (timeline) => pageRequested(timeline, epochs));
    }
    case 'page-failed':
      return withTimeline(state, roomId, (timeline) => pageFailed(timeline, action.epoch, !action.handled));
    case 'timeline-trimmed':
      return withTimeline(state, roomId, (timeline) => timelineTrimmed(timeline, action.seq));
    case 'page-loaded': {
      const { page, epoch } = action;
      const next = withTimeline(state, roomId, (timeline) => pageLoaded(timeline, page, epoch));
      return { ...next, pending: withoutConfirmed(next.pending, page.messages, state.me.id) };
    }
    default:
      return action satisfies never;
  }
}

function withTimeline(state: ChatState, roomId: string, change: (timeline: Timeline) => Timeline): ChatState {
  const timeline = Object.hasOwn(state.timelines, roomId) ? state.timelines[roomId] : undefined;
  return timeline ? { ...state, timelines: { ...state.timelines, [roomId]: change(timeline) } } : state;
}
