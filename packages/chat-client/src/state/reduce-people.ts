import type { PeopleAction } from './action.ts';
import { type ChatState, isRoomKnown } from './chat-state.ts';
import { omitKey } from './omit-key.ts';
import { applyOnlineUserList, updatePresence } from './presence.ts';
import { createRoster, storeMemberList } from './roster.ts';
import { addTypist, removeTypist } from './typing.ts';
import { applyUserChange } from './user-changes.ts';

/** Applies an action that changes rosters, typing indicators, or presence, and returns the new state. */
export function reducePeople(state: ChatState, action: PeopleAction): ChatState {
  switch (action.type) {
    case 'roster-opened': {
      if (!isRoomKnown(state, action.roomId) || state.rosters[action.roomId]) return state;
      const newRosterVersion = state.lastVersion + 1;
      return {
        ...state,
        lastVersion: newRosterVersion,
        rosters: { ...state.rosters, [action.roomId]: createRoster(newRosterVersion) },
      };
    }
    case 'roster-closed':
      return { ...state, rosters: omitKey(state.rosters, action.roomId) };
    case 'members-loaded': {
      const { roomId, list } = action;
      const roster = Object.hasOwn(state.rosters, roomId) ? state.rosters[roomId] : undefined;
      return roster
        ? { ...state, rosters: { ...state.rosters, [roomId]: storeMemberList(roster, list) } }
        : state;
    }
    case 'user-changed':
      return applyUserChange(state, action.change);
    case 'me-loaded': {
      const { me } = action;
      const myUserChange = { userId: me.id, name: me.name, userType: me.user_type, active: true };
      return { ...applyUserChange(state, myUserChange), me };
    }
    case 'typing': {
      const { roomId, userId, userName, isTyping } = action.update;
      const nextTypistsByRoom = isTyping
        ? addTypist(state.typing, roomId, userId, userName, action.now)
        : removeTypist(state.typing, roomId, userId);
      return { ...state, typing: nextTypistsByRoom };
    }
    case 'presence-updated': {
      const { userId, status, lastSeen, timestamp } = action.update;
      const nextPresenceByUser = updatePresence(state.presence, userId, { status, lastSeen, at: timestamp });
      return { ...state, presence: nextPresenceByUser };
    }
    case 'presence-listed':
      return { ...state, presence: applyOnlineUserList(state.presence, action.online, action.members) };
    default:
      return action satisfies never;
  }
}
