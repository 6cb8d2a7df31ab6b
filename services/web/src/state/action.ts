import type { Member, Message, Room, RoomEvent, ServerEventPayload, VisibleStatus } from '@kcs/contracts';
import type { ConnectionState } from './chat-state.ts';
import type { Notice } from './notices.ts';
import type { PendingMessage } from './outbox.ts';

/** Everything that can change the state. Times are given, never read, so that reducing stays pure. */
export type Action =
  | { type: 'connection'; connection: ConnectionState }
  | { type: 'rooms-arrived'; rooms: readonly Room[]; knownBefore: readonly string[] }
  | { type: 'room-arrived'; room: Room }
  | { type: 'room-gone'; roomId: string }
  | { type: 'event'; event: RoomEvent }
  | { type: 'timeline-opened'; roomId: string }
  | { type: 'timeline-dropped'; roomId: string }
  | { type: 'page-asked'; roomId: string }
  | { type: 'page-arrived'; roomId: string; messages: readonly Message[]; hasOlder: boolean }
  | { type: 'page-failed'; roomId: string }
  | { type: 'members-arrived'; roomId: string; members: readonly Member[]; complete: boolean }
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
  | {
      type: 'marked';
      roomId: string;
      clientMsgId: string;
      state: PendingMessage['state'];
      problem: string | null;
    }
  | { type: 'discarded'; roomId: string; clientMsgId: string }
  | { type: 'noticed'; kind: Notice['kind']; text: string }
  | { type: 'dismissed'; id: number };
