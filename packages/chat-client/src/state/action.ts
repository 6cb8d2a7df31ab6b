import type {
  CurrentUser,
  NotificationLevel,
  Room,
  RoomEvent,
  RoomSequence,
  ServerEventPayload,
  StoredNotification,
  VisibleStatus,
} from '@kcs/contracts';
import type { OutboxItem } from '../outbox/outbox.ts';
import type { ConnectionState } from './chat-state.ts';
import type { MessagePage } from './message-page.ts';
import type { NotificationPage, SeenNotifications } from './notification-list.ts';
import type { PendingMessage } from './pending-message.ts';
import type { MemberList } from './roster.ts';

/**
 * All actions that can change the state. An action carries the current time if the reducer needs it, so that the
 * reducer stays pure.
 */
export type StateAction =
  | { type: 'connection'; connection: ConnectionState }
  | { type: 'caught-up' }
  | { type: 'clock'; now: number }
  | RoomAction
  | TimelineAction
  | PeopleAction
  | PendingMessageAction
  | NotificationAction;

export type RoomAction =
  | { type: 'rooms-loaded'; rooms: readonly Room[] }
  | { type: 'room-loaded'; room: Room }
  | { type: 'room-removed'; roomId: string }
  | { type: 'level-changed'; roomId: string; level: NotificationLevel }
  /** The user changed the room's settings, possibly on another device. */
  | { type: 'settings-changed'; settings: ServerEventPayload<'chat-room-settings-changed'> }
  /** Events of one room that are next in order (see `sequence.ts`), and the room's sequence after these events. */
  | {
      type: 'events-released';
      roomId: string;
      events: readonly RoomEvent[];
      sequence: RoomSequence<RoomEvent>;
    }
  /**
   * The room was loaded again, because some of its events are lost. `page` is null if the room's timeline is closed.
   */
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
  /**
   * If `moves` is true, the page may be anywhere in the history, and the result of any page request already in progress
   * is dropped.
   */
  | { type: 'page-requested'; roomId: string; moves?: boolean }
  | { type: 'page-loaded'; roomId: string; page: MessagePage; version: number }
  /** If `handled` is true, the timeline does not show the failure, because the caller reports it. */
  | { type: 'page-failed'; roomId: string; version: number; handled?: boolean }
  | { type: 'timeline-trimmed'; roomId: string; seq: number };

export type PeopleAction =
  /**
   * Creates an empty roster before its members are loaded. From this point on, room events are applied to the roster.
   */
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

export type PendingMessageAction =
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

export type NotificationAction =
  | { type: 'notifications-requested' }
  | {
      type: 'notifications-loaded';
      page: NotificationPage;
      /** The notifications that arrived during the request. */
      arrivedIds: ReadonlySet<string>;
      keepOlder: boolean;
    }
  | { type: 'older-notifications-loaded'; page: NotificationPage }
  | { type: 'notifications-failed'; problem: string }
  | { type: 'notification-arrived'; notification: StoredNotification }
  /** The user has seen notifications, possibly on another device. `unreadCount` is the count of the server. */
  | { type: 'notifications-seen'; seen: SeenNotifications; seenAt: string; unreadCount?: number };
