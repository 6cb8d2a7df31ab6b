import type { CurrentUser, Room, RoomEvent } from '@kcs/contracts';
import type { Notice } from './notices.ts';
import type { PendingMessage } from './outbox.ts';
import type { PresenceEntry } from './presence.ts';
import type { Roster } from './roster.ts';
import type { Timeline } from './timeline.ts';
import type { Typists } from './typing.ts';

/** `waiting`: there was a connection, and it will come back by itself. */
export type ConnectionState = 'connecting' | 'online' | 'waiting';

/** A room as the list shows it, and events that came ahead of their turn, ascending by `seq`. */
export interface RoomEntry {
  readonly summary: Room;
  readonly held: readonly RoomEvent[];
}

type ByRoom<T> = Readonly<Record<string, T>>;

/** All that the client knows. Changed only by `reduce`. */
export interface ChatState {
  readonly me: CurrentUser;
  readonly connection: ConnectionState;
  readonly roomsLoaded: boolean;
  readonly rooms: ByRoom<RoomEntry>;
  readonly timelines: ByRoom<Timeline>;
  readonly rosters: ByRoom<Roster>;
  readonly typing: ByRoom<Typists>;
  readonly outbox: ByRoom<readonly PendingMessage[]>;
  readonly presence: Readonly<Record<string, PresenceEntry>>;
  readonly notices: readonly Notice[];
}

export const initialState = (me: CurrentUser): ChatState => ({
  me,
  connection: 'connecting',
  roomsLoaded: false,
  rooms: {},
  timelines: {},
  rosters: {},
  typing: {},
  outbox: {},
  presence: {},
  notices: [],
});
