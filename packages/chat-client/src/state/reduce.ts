import type { Room } from '@kcs/contracts';
import type { Action } from './action.ts';
import type { ChatState } from './chat-state.ts';
import { omit } from './omit.ts';
import { confirmedBy, discarded, listed, marked, queued } from './pending-message.ts';
import { presenceListed, presenceTold } from './presence.ts';
import { receive, resume, roomArrived, withoutRoom, withoutShown } from './receive.ts';
import { emptyRoster, membersArrived, outdated } from './roster.ts';
import { seen } from './seen.ts';
import {
  emptyTimeline,
  type MessagePage,
  pageArrived,
  pageAsked,
  pageFailed,
  reloaded,
  type Timeline,
} from './timeline.ts';
import { notTyping, nowTyping, typingAt } from './typing.ts';

/** The next state. Pure: the same state and action give the same answer, and nothing else happens. */
export function reduce(state: ChatState, action: Action): ChatState {
  switch (action.type) {
    case 'connection': {
      const { connection } = action;
      if (connection === state.connection) return state;
      // What others are typing is not told again after a cut.
      const typing = connection === 'online' ? state.typing : {};
      return { ...state, connection, typing, caughtUp: false };
    }
    case 'caught-up':
      return state.caughtUp || state.connection !== 'online' ? state : { ...state, caughtUp: true };
    case 'rooms-arrived':
      return { ...action.rooms.reduce(roomArrived, state), roomsLoaded: true };
    case 'room-arrived':
      return roomArrived(state, action.room);
    case 'room-gone':
      return withoutRoom(state, action.roomId);
    case 'muted': {
      const entry = state.rooms[action.roomId];
      if (!entry) return state;
      const summary = { ...entry.summary, muted: action.muted };
      return { ...state, rooms: { ...state.rooms, [action.roomId]: { ...entry, summary } } };
    }
    case 'events':
      return action.events.reduce(receive, state);
    case 'room-reset':
      return roomReset(state, action.room, action.page);
    case 'timeline-opened': {
      if (!state.rooms[action.roomId] || state.timelines[action.roomId]) return state;
      const epochs = state.epochs + 1;
      const timelines = { ...state.timelines, [action.roomId]: emptyTimeline(epochs) };
      return { ...state, epochs, timelines };
    }
    case 'timeline-closed':
      return { ...state, timelines: omit(state.timelines, action.roomId) };
    case 'page-asked':
      return onTimeline(state, action.roomId, pageAsked);
    case 'page-failed':
      return onTimeline(state, action.roomId, (timeline) => pageFailed(timeline, action.epoch));
    case 'page-arrived': {
      const { roomId, page, epoch } = action;
      const next = onTimeline(state, roomId, (t) => pageArrived(t, page, epoch));
      return { ...next, pending: confirmedBy(next.pending, page.messages, state.me.id) };
    }
    case 'members-asked': {
      if (!state.rooms[action.roomId] || state.rosters[action.roomId]) return state;
      const epochs = state.epochs + 1;
      return { ...state, epochs, rosters: { ...state.rosters, [action.roomId]: emptyRoster(epochs) } };
    }
    case 'members-forgotten':
      return { ...state, rosters: omit(state.rosters, action.roomId) };
    case 'members-arrived': {
      const { roomId, list } = action;
      const roster = state.rosters[roomId];
      if (!roster) return state;
      return { ...state, rosters: { ...state.rosters, [roomId]: membersArrived(roster, list) } };
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
      const presence = presenceTold(state.presence, userId, { status, lastSeen, at: timestamp });
      return { ...state, presence };
    }
    case 'presence-listed':
      return { ...state, presence: presenceListed(state.presence, action.online, action.members) };
    case 'queued':
      return { ...state, pending: queued(state.pending, action.message) };
    case 'outbox-listed':
      return { ...state, pending: listed(state.pending, action.items) };
    case 'marked': {
      const { roomId, clientMsgId, type: _type, ...change } = action;
      const pending = marked(state.pending, roomId, clientMsgId, change);
      return withoutShown({ ...state, pending }, roomId);
    }
    case 'discarded':
      return { ...state, pending: discarded(state.pending, action.roomId, action.clientMsgId) };
    default:
      return action satisfies never;
  }
}

function roomReset(state: ChatState, room: Room, page: MessagePage | null): ChatState {
  const epochs = state.epochs + 1;
  // The page first, so that what was held and follows on is applied to it.
  const cleared = onTimeline(state, room.id, () => reloaded(page, epochs));
  const roster = state.rosters[room.id];
  const rosters = roster
    ? { ...state.rosters, [room.id]: outdated(roster, room.last_seq, epochs) }
    : state.rosters;
  const pending = confirmedBy(state.pending, page?.messages ?? [], state.me.id);
  return resume({ ...cleared, epochs, rosters, pending }, room);
}

function onTimeline(state: ChatState, roomId: string, change: (timeline: Timeline) => Timeline): ChatState {
  const timeline = state.timelines[roomId];
  return timeline ? { ...state, timelines: { ...state.timelines, [roomId]: change(timeline) } } : state;
}
