import type { CurrentUser } from '@kcs/contracts';
import type { PendingMessage } from './pending-message.ts';
import type { PresenceEntry } from './presence.ts';
import type { RoomEntry } from './room-entry.ts';
import type { Roster } from './roster.ts';
import type { Timeline } from './timeline.ts';
import type { Typists } from './typing.ts';

/** `waiting`: there is no connection, and it will come back by itself. `ended`: the session is over. */
export type ConnectionState = 'connecting' | 'online' | 'waiting' | 'ended';

type ByRoom<T> = Readonly<Record<string, T>>;

/** All that the client knows, immutable: a part that did not change is the same object as before. */
export interface ChatState {
  readonly me: CurrentUser;
  readonly connection: ConnectionState;
  /** Every room is joined, and everything that happened before is applied. */
  readonly caughtUp: boolean;
  readonly roomsLoaded: boolean;
  readonly rooms: ByRoom<RoomEntry>;
  /** How many timelines and rosters were begun, also those that are closed again: no two of them share an epoch. */
  readonly epochs: number;
  readonly timelines: ByRoom<Timeline>;
  readonly rosters: ByRoom<Roster>;
  readonly typing: ByRoom<Typists>;
  readonly pending: ByRoom<readonly PendingMessage[]>;
  readonly presence: Readonly<Record<string, PresenceEntry>>;
}

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
