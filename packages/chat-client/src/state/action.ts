import type {
  CurrentUser,
  Room,
  RoomEvent,
  RoomSequence,
  ServerEventPayload,
  VisibleStatus,
} from '@kcs/contracts';
import type { OutboxItem } from '../outbox/outbox.ts';
import type { ConnectionState } from './chat-state.ts';
import type { PendingMessage } from './pending-message.ts';
import type { MemberList } from './roster.ts';
import type { MessagePage } from './timeline.ts';

/** Everything that can change the state. Times are passed in and never read, so that reducing stays pure. */
export type Action =
  | { type: 'connection'; connection: ConnectionState }
  | { type: 'caught-up' }
  | { type: 'clock'; now: number }
  | RoomAction
  | TimelineAction
  | PeopleAction
  | PendingAction;

export type RoomAction =
  | { type: 'rooms-loaded'; rooms: readonly Room[] }
  | { type: 'room-loaded'; room: Room }
  | { type: 'room-removed'; roomId: string }
  | { type: 'muted'; roomId: string; muted: boolean }
  /** The user changed the room's settings, possibly on another device. */
  | { type: 'settings-changed'; settings: ServerEventPayload<'chat-room-settings-changed'> }
  /** Events of one room, in order (see `sequence.ts`), and the room's sequence after them. */
  | {
      type: 'events-released';
      roomId: string;
      events: readonly RoomEvent[];
      sequence: RoomSequence<RoomEvent>;
    }
  /** The room was loaded again because events were lost for good. `page` is set only if its timeline is open. */
  | {
      type: 'room-reset';
      room: Room;
      page: MessagePage | null;
      events: readonly RoomEvent[];
      sequence: RoomSequence<RoomEvent>;
    }
  | { type: 'seen'; roomId: string; userId: string; seq: number };

export type TimelineAction =
  | { type: 'timeline-opened'; roomId: string }
  | { type: 'timeline-closed'; roomId: string }
  | { type: 'page-requested'; roomId: string }
  | { type: 'page-loaded'; roomId: string; page: MessagePage; epoch: number }
  | { type: 'page-failed'; roomId: string; epoch: number };

export type PeopleAction =
  /** Starts the roster. From now on, events are applied to the list that will be loaded. */
  | { type: 'roster-opened'; roomId: string }
  | { type: 'roster-closed'; roomId: string }
  | { type: 'members-loaded'; roomId: string; list: MemberList }
  | { type: 'user-changed'; change: ServerEventPayload<'chat-user-updated'> }
  /** The user's own profile was loaded. */
  | { type: 'me-loaded'; me: CurrentUser }
  | { type: 'typing'; update: ServerEventPayload<'chat-user-typing'>; now: number }
  | { type: 'presence-updated'; update: ServerEventPayload<'chat-user-status-update'> }
  | {
      type: 'presence-listed';
      online: readonly { readonly userId: string; readonly status: VisibleStatus }[];
      members: readonly string[];
    };

export type PendingAction =
  | { type: 'queued'; message: PendingMessage }
  | { type: 'outbox-listed'; items: readonly OutboxItem[] }
  | {
      type: 'marked';
      roomId: string;
      clientMsgId: string;
      state: PendingMessage['state'];
      problem: string | null;
      seq?: number;
    }
  | { type: 'discarded'; roomId: string; clientMsgId: string };
