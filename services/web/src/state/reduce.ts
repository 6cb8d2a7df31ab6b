import type { Action } from './action.ts';
import type { ChatState } from './chat-state.ts';
import { noticed } from './notices.ts';
import { omit } from './omit.ts';
import { confirmedBy, discarded, marked, queued } from './outbox.ts';
import { presenceListed, presenceTold } from './presence.ts';
import { receive, withoutRoom } from './receive.ts';
import { roomArrived, roomsArrived } from './room-list.ts';
import { membersArrived } from './roster.ts';
import { seen } from './seen.ts';
import { pageArrived, pageAsked, pageFailed, type Timeline, timelineFrom } from './timeline.ts';
import { notTyping, nowTyping, typingAt } from './typing.ts';

/** The next state. Pure: the same state and action give the same answer, and nothing else happens. */
export function reduce(state: ChatState, action: Action): ChatState {
  switch (action.type) {
    case 'connection':
      // What ends while we are away is not told to us.
      return action.connection === 'online'
        ? { ...state, connection: action.connection }
        : { ...state, connection: action.connection, typing: {} };
    case 'rooms-arrived':
      return roomsArrived(state, action.rooms, action.knownBefore);
    case 'room-arrived':
      return roomArrived(state, action.room);
    case 'room-gone':
      return withoutRoom(state, action.roomId);
    case 'event':
      return receive(state, action.event);
    case 'timeline-opened':
      return opened(state, action.roomId);
    case 'timeline-dropped':
      return { ...state, timelines: omit(state.timelines, action.roomId) };
    case 'page-asked':
      return onTimeline(state, action.roomId, pageAsked);
    case 'page-failed':
      return onTimeline(state, action.roomId, pageFailed);
    case 'page-arrived': {
      const next = onTimeline(state, action.roomId, (t) => pageArrived(t, action.messages, action.hasOlder));
      return { ...next, outbox: confirmedBy(next.outbox, action.messages, state.me.id) };
    }
    case 'members-arrived': {
      const roster = membersArrived(state.rosters[action.roomId], action.members, action.complete);
      return { ...state, rosters: { ...state.rosters, [action.roomId]: roster } };
    }
    case 'seen':
      return seen(state, action.roomId, action.userId, action.seq);
    case 'typing': {
      const { roomId, userId, userName, isTyping } = action.told;
      const typing = isTyping
        ? nowTyping(state.typing, roomId, userId, userName, action.now)
        : notTyping(state.typing, roomId, userId);
      return { ...state, typing };
    }
    case 'clock': {
      const typing = typingAt(state.typing, action.now);
      return typing === state.typing ? state : { ...state, typing };
    }
    case 'presence-told': {
      const { userId, status, lastSeen, timestamp } = action.told;
      return {
        ...state,
        presence: presenceTold(state.presence, userId, { status, lastSeen, at: timestamp }),
      };
    }
    case 'presence-listed':
      return { ...state, presence: presenceListed(state.presence, action.online, action.members) };
    case 'queued':
      return { ...state, outbox: queued(state.outbox, action.message) };
    case 'marked':
      return { ...state, outbox: marked(state.outbox, action.roomId, action.clientMsgId, pick(action)) };
    case 'discarded':
      return { ...state, outbox: discarded(state.outbox, action.roomId, action.clientMsgId) };
    case 'noticed':
      return { ...state, notices: noticed(state.notices, action.kind, action.text) };
    case 'dismissed':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== action.id) };
    default:
      return action satisfies never;
  }
}

const pick = ({ state, problem }: Extract<Action, { type: 'marked' }>) => ({ state, problem });

function opened(state: ChatState, roomId: string): ChatState {
  const entry = state.rooms[roomId];
  if (entry === undefined || state.timelines[roomId]) return state;
  return { ...state, timelines: { ...state.timelines, [roomId]: timelineFrom(entry.summary.last_seq) } };
}

function onTimeline(state: ChatState, roomId: string, change: (timeline: Timeline) => Timeline): ChatState {
  const timeline = state.timelines[roomId];
  return timeline ? { ...state, timelines: { ...state.timelines, [roomId]: change(timeline) } } : state;
}
