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
      const lastVersion = state.lastVersion + 1;
      return {
        ...state,
        lastVersion,
        timelines: { ...state.timelines, [roomId]: emptyTimeline(lastVersion) },
      };
    }
    case 'timeline-closed':
      return { ...state, timelines: omit(state.timelines, roomId) };
    case 'page-requested': {
      if (!action.moves) return withTimeline(state, roomId, (timeline) => pageRequested(timeline));
      const lastVersion = state.lastVersion + 1;
      return withTimeline({ ...state, lastVersion }, roomId, (timeline) =>
        pageRequested(timeline, lastVersion),
      );
    }
    case 'page-failed':
      return withTimeline(state, roomId, (timeline) => pageFailed(timeline, action.version, !action.handled));
    case 'timeline-trimmed':
      return withTimeline(state, roomId, (timeline) => timelineTrimmed(timeline, action.seq));
    case 'page-loaded': {
      const { page, version } = action;
      const next = withTimeline(state, roomId, (timeline) => pageLoaded(timeline, page, version));
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
