import type { RoomEvent } from '@kcs/contracts';
import type { ServerEvent } from './link.ts';

/** Socket events that carry a persisted event of a room. */
type PersistedEventName =
  | 'new-chat-message'
  | 'chat-message-updated'
  | 'chat-message-deleted'
  | 'room-members-changed'
  | 'chat-room-updated'
  | 'chat-room-deleted';

/** The persisted room event that a socket event carries: the inverse of `toSocketEvent`. */
export function toRoomEvent(event: Extract<ServerEvent, { name: PersistedEventName }>): RoomEvent {
  switch (event.name) {
    case 'new-chat-message':
      return roomEvent(event.payload.data.room_id, event.payload, 'message-created', event.payload.data);
    case 'chat-message-updated':
      return roomEvent(event.payload.data.room_id, event.payload, 'message-updated', event.payload.data);
    case 'chat-message-deleted':
      return roomEvent(event.payload.data.roomId, event.payload, 'message-deleted', event.payload.data);
    case 'room-members-changed':
      return roomEvent(event.payload.roomId, event.payload, 'members-changed', withoutSeq(event.payload));
    case 'chat-room-updated':
      return roomEvent(event.payload.roomId, event.payload, 'room-updated', withoutSeq(event.payload));
    case 'chat-room-deleted':
      return roomEvent(event.payload.roomId, event.payload, 'room-deleted', withoutSeq(event.payload));
    default:
      return event satisfies never;
  }
}

type DataOf<K extends RoomEvent['kind']> = Extract<RoomEvent, { kind: K }>['data'];

const roomEvent = <K extends RoomEvent['kind']>(
  roomId: string,
  { seq, timestamp }: { seq: number; timestamp: string },
  kind: K,
  data: DataOf<K>,
) => ({ room_id: roomId, seq, kind, data, created_at: timestamp }) as RoomEvent;

const withoutSeq = <T extends { seq: number }>({ seq: _seq, ...data }: T): Omit<T, 'seq'> => data;
