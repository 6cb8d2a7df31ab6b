import type { CurrentUser } from '@kcs/contracts';
import { EMPTY_NOTIFICATION_LIST, type NotificationList } from './notification-list.ts';
import type { PendingMessage } from './pending-message.ts';
import type { PresenceEntry } from './presence.ts';
import type { RoomEntry } from './room-entry.ts';
import type { Roster } from './roster.ts';
import type { Timeline } from './timeline.ts';
import type { Typists } from './typing.ts';

/**
 * The state of the connection. `waiting` means that the client is disconnected and will reconnect. `evicted` means that
 * the server closed the connection because the user has too many connections. An evicted client reconnects when `wake`
 * is called, or after several minutes. `ended` means that the session has ended.
 */
export type ConnectionState = 'connecting' | 'online' | 'waiting' | 'evicted' | 'ended';

type RecordByRoomId<T> = Readonly<Record<string, T>>;

/** The whole state of a client. Immutable: after a change, every unaffected part is still the same object. */
export interface ChatState {
  readonly me: CurrentUser;
  readonly connection: ConnectionState;
  /** Whether all rooms have been joined and all events missed while disconnected have been applied. */
  readonly caughtUp: boolean;
  readonly roomsLoaded: boolean;
  readonly rooms: RecordByRoomId<RoomEntry>;
  /**
   * The highest `version` of any timeline or roster so far. Opening, resetting, or moving a timeline or roster gives it
   * the next version, so no version is used twice.
   */
  readonly lastVersion: number;
  readonly timelines: RecordByRoomId<Timeline>;
  readonly rosters: RecordByRoomId<Roster>;
  readonly typing: RecordByRoomId<Typists>;
  /** This user's messages that are not in a timeline yet, by room id. */
  readonly pending: RecordByRoomId<readonly PendingMessage[]>;
  /** The presence of each user, by user id. */
  readonly presence: Readonly<Record<string, PresenceEntry>>;
  /** The user's notifications and mentions. Empty until `watchNotifications` is called. */
  readonly notifications: NotificationList;
}

/** Returns the state of a new client, before anything is loaded. */
export const createInitialState = (me: CurrentUser): ChatState => ({
  me,
  connection: 'connecting',
  caughtUp: false,
  roomsLoaded: false,
  rooms: {},
  lastVersion: 0,
  timelines: {},
  rosters: {},
  typing: {},
  pending: {},
  presence: {},
  notifications: EMPTY_NOTIFICATION_LIST,
});

/** Returns the seq of the last event applied to a room; undefined for an unknown room. */
export const getPosition = (state: ChatState, roomId: string): number | undefined =>
  isRoomKnown(state, roomId) ? state.rooms[roomId]?.sequence.position : undefined;

/**
 * Returns whether the client has the room. Also returns false for property names that every object inherits, such as
 * `constructor`.
 */
export const isRoomKnown = ({ rooms }: Pick<ChatState, 'rooms'>, roomId: string): boolean =>
  Object.hasOwn(rooms, roomId);
