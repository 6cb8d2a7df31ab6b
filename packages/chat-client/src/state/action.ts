import type { Room, RoomEvent, ServerEventPayload, VisibleStatus } from '@kcs/contracts';
import type { OutboxItem } from '../outbox/outbox.ts';
import type { ConnectionState } from './chat-state.ts';
import type { PendingMessage } from './pending-message.ts';
import type { MemberList } from './roster.ts';
import type { MessagePage } from './timeline.ts';

/** Everything that can change the state. Times are given, never read, so that reducing stays pure. */
export type Action =
  | { type: 'connection'; connection: ConnectionState }
  | { type: 'caught-up' }
  | { type: 'rooms-arrived'; rooms: readonly Room[] }
  | { type: 'room-arrived'; room: Room }
  | { type: 'room-gone'; roomId: string }
  | { type: 'muted'; roomId: string; muted: boolean }
  | { type: 'events'; events: readonly RoomEvent[] }
  /** The room afresh: events before it are missing for good. `page` only where its timeline is open. */
  | { type: 'room-reset'; room: Room; page: MessagePage | null }
  | { type: 'timeline-opened'; roomId: string }
  | { type: 'timeline-closed'; roomId: string }
  | { type: 'page-asked'; roomId: string }
  | { type: 'page-arrived'; roomId: string; page: MessagePage; epoch: number }
  | { type: 'page-failed'; roomId: string; epoch: number }
  /** What happens from now on concerns the list that will arrive. */
  | { type: 'members-asked'; roomId: string }
  | { type: 'members-forgotten'; roomId: string }
  | { type: 'members-arrived'; roomId: string; list: MemberList }
  | { type: 'seen'; roomId: string; userId: string; seq: number }
  | { type: 'typing'; told: ServerEventPayload<'chat-user-typing'>; now: number }
  | { type: 'clock'; now: number }
  | { type: 'presence-told'; told: ServerEventPayload<'chat-user-status-update'> }
  | {
      type: 'presence-listed';
      online: readonly { readonly userId: string; readonly status: VisibleStatus }[];
      members: readonly string[];
    }
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
