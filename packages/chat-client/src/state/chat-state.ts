import type { CurrentUser } from '@kcs/contracts';
import type { PendingMessage } from './pending-message.ts';
import type { PresenceEntry } from './presence.ts';
import type { RoomEntry } from './room-entry.ts';
import type { Roster } from './roster.ts';
import type { Timeline } from './timeline.ts';
import type { Typists } from './typing.ts';

/**
 * `waiting` means that the client is not connected and will reconnect by itself. `ended` means that the session is
 * over.
 */
export type ConnectionState = 'connecting' | 'online' | 'waiting' | 'ended';

type ByRoom<T> = Readonly<Record<string, T>>;

/** Everything the client knows. Immutable: a part that did not change is the same object as before. */
export interface ChatState {
  readonly me: CurrentUser;
  readonly connection: ConnectionState;
  /** Whether every room is joined and all earlier events are applied. */
  readonly caughtUp: boolean;
  readonly roomsLoaded: boolean;
  readonly rooms: ByRoom<RoomEntry>;
  /**
   * How many timelines and rosters were opened or reset so far. Their `epoch` comes from this number and is never
   * reused.
   */
  readonly epochs: number;
  readonly timelines: ByRoom<Timeline>;
  readonly rosters: ByRoom<Roster>;
  readonly typing: ByRoom<Typists>;
  /** The user's own messages that are not in the timeline yet. */
  readonly pending: ByRoom<readonly PendingMessage[]>;
  /** Presence by user id. */
  readonly presence: Readonly<Record<string, PresenceEntry>>;
}

/** Returns the state of a client that has not loaded anything yet. */
export const initialState = (me: CurrentUser): ChatState => ({
  me,
  connection: 'connecting',
  caughtUp: false,
  roomsLoaded: false,
  rooms: {},
  epochs: 0,
  timelines: {},
  rosters: {},
  typing: {},
  pending: {},
  presence: {},
});

/** Returns the seq of the last event applied to a room; undefined for an unknown room. */
export const positionOf = (state: ChatState, roomId: string): number | undefined =>
  isKnown(state, roomId) ? state.rooms[roomId]?.sequence.position : undefined;

/** Whether the client has the room. False for names that every object has, such as `constructor`. */
export const isKnown = ({ rooms }: Pick<ChatState, 'rooms'>, roomId: string): boolean =>
  Object.hasOwn(rooms, roomId);
