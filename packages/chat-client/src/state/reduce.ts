import type { PendingMessageAction, StateAction } from './action.ts';
import type { ChatState, ConnectionState } from './chat-state.ts';
import { mergeOutboxItems } from './merge-outbox-items.ts';
import { addPendingMessage, removePendingMessage, updatePendingMessage } from './pending-message.ts';
import { reduceNotifications } from './reduce-notifications.ts';
import { reducePeople } from './reduce-people.ts';
import { reduceRooms } from './reduce-rooms.ts';
import { reduceTimelines } from './reduce-timelines.ts';
import { removeExpiredTypists } from './typing.ts';
import { removeShownPendingMessages } from './with-room.ts';

/** Applies an action and returns the new state. Pure: the result depends only on the arguments. */
export function reduceState(state: ChatState, action: StateAction): ChatState {
  switch (action.type) {
    case 'connection':
      return setConnectionState(state, action.connection);
    case 'caught-up':
      return state.caughtUp || state.connection !== 'online' ? state : { ...state, caughtUp: true };
    case 'clock': {
      const remainingTypistsByRoom = removeExpiredTypists(state.typing, action.now);
      return remainingTypistsByRoom === state.typing ? state : { ...state, typing: remainingTypistsByRoom };
    }
    case 'rooms-loaded':
    case 'room-loaded':
    case 'room-removed':
    case 'level-changed':
    case 'settings-changed':
    case 'events-released':
    case 'room-reset':
    case 'seen':
      return reduceRooms(state, action);
    case 'timeline-opened':
    case 'timeline-closed':
    case 'page-requested':
    case 'page-loaded':
    case 'page-failed':
    case 'timeline-trimmed':
      return reduceTimelines(state, action);
    case 'roster-opened':
    case 'roster-closed':
    case 'members-loaded':
    case 'user-changed':
    case 'me-loaded':
    case 'typing':
    case 'presence-updated':
    case 'presence-listed':
      return reducePeople(state, action);
    case 'queued':
    case 'outbox-listed':
    case 'marked':
    case 'discarded':
      return reducePendingMessages(state, action);
    case 'notifications-requested':
    case 'notifications-loaded':
    case 'older-notifications-loaded':
    case 'notifications-failed':
    case 'notification-arrived':
    case 'notifications-seen': {
      const notifications = reduceNotifications(state.notifications, action);
      return notifications === state.notifications ? state : { ...state, notifications };
    }
    default:
      return action satisfies never;
  }
}

function setConnectionState(state: ChatState, connection: ConnectionState): ChatState {
  if (connection === state.connection) return state;
  // Drop all typing indicators when the connection is lost, because the server does not repeat them after a reconnect.
  const nextTypistsByRoom = connection === 'online' ? state.typing : {};
  return { ...state, connection, typing: nextTypistsByRoom, caughtUp: false };
}

function reducePendingMessages(state: ChatState, action: PendingMessageAction): ChatState {
  switch (action.type) {
    case 'queued':
      return { ...state, pending: addPendingMessage(state.pending, action.message) };
    case 'outbox-listed':
      return { ...state, pending: mergeOutboxItems(state.pending, action.items) };
    case 'marked': {
      const { roomId, clientMsgId, type: _type, ...change } = action;
      return removeShownPendingMessages(
        { ...state, pending: updatePendingMessage(state.pending, roomId, clientMsgId, change) },
        roomId,
      );
    }
    case 'discarded':
      return { ...state, pending: removePendingMessage(state.pending, action.roomId, action.clientMsgId) };
    default:
      return action satisfies never;
  }
}
