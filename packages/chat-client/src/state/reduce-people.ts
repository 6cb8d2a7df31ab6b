import type { PeopleAction } from './action.ts';
import { type ChatState, isKnown } from './chat-state.ts';
import { omit } from './omit.ts';
import { presenceListed, presenceUpdated } from './presence.ts';
import { emptyRoster, membersLoaded } from './roster.ts';
import { typingStarted, typingStopped } from './typing.ts';
import { userChanged } from './user-changes.ts';

/** Returns the state after an action on rosters, typing indicators, or presence. */
export function reducePeople(state: ChatState, action: PeopleAction): ChatState {
  switch (action.type) {
    case 'roster-opened': {
      if (!isKnown(state, action.roomId) || state.rosters[action.roomId]) return state;
      const lastVersion = state.lastVersion + 1;
      return {
        ...state,
        lastVersion,
        rosters: { ...state.rosters, [action.roomId]: emptyRoster(lastVersion) },
      };
    }
    case 'roster-closed':
      return { ...state, rosters: omit(state.rosters, action.roomId) };
    case 'members-loaded': {
      const { roomId, list } = action;
      const roster = Object.hasOwn(state.rosters, roomId) ? state.rosters[roomId] : undefined;
      return roster
        ? { ...state, rosters: { ...state.rosters, [roomId]: membersLoaded(roster, list) } }
        : state;
    }
    case 'user-changed':
      return userChanged(state, action.change);
    case 'me-loaded': {
      const { me } = action;
      const change = { userId: me.id, name: me.name, userType: me.user_type, active: true };
      return { ...userChanged(state, change), me };
    }
    case 'typing': {
      const { roomId, userId, userName, isTyping } = action.update;
      const typing = isTyping
        ? typingStarted(state.typing, roomId, userId, userName, action.now)
        : typingStopped(state.typing, roomId, userId);
      return { ...state, typing };
    }
    case 'presence-updated': {
      const { userId, status, lastSeen, timestamp } = action.update;
      const presence = presenceUpdated(state.presence, userId, { status, lastSeen, at: timestamp });
      return { ...state, presence };
    }
    case 'presence-listed':
      return { ...state, presence: presenceListed(state.presence, action.online, action.members) };
    default:
      return action satisfies never;
  }
}
