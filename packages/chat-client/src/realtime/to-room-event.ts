import type { RoomEvent } from '@kcs/contracts';
import type { Told } from './link.ts';

/** The socket events that carry a lasting event of a room's log. */
type LastingEventName =
  | 'new-chat-message'
  | 'chat-message-updated'
  | 'chat-message-deleted'
  | 'room-members-changed'
  | 'chat-room-updated'
  | 'chat-room-deleted';

/** The entry of the room's log that a socket event stands for: the way back of `toSocketEvent` of the contracts. */
export function toRoomEvent(told: Extract<Told, { name: LastingEventName }>): RoomEvent {
  switch (told.name) {
    case 'new-chat-message':
      return entry(told.payload.data.room_id, told.payload, 'message-created', told.payload.data);
    case 'chat-message-updated':
      return entry(told.payload.data.room_id, told.payload, 'message-updated', told.payload.data);
    case 'chat-message-deleted':
      return entry(told.payload.data.roomId, told.payload, 'message-deleted', told.payload.data);
    case 'room-members-changed':
      return entry(told.payload.roomId, told.payload, 'members-changed', withoutSeq(told.payload));
    case 'chat-room-updated':
      return entry(told.payload.roomId, told.payload, 'room-updated', withoutSeq(told.payload));
    case 'chat-room-deleted':
      return entry(told.payload.roomId, told.payload, 'room-deleted', withoutSeq(told.payload));
    default:
      return told satisfies never;
  }
}

type DataOf<K extends RoomEvent['kind']> = Extract<RoomEvent, { kind: K }>['data'];

const entry = <K extends RoomEvent['kind']>(
  roomId: string,
  { seq, timestamp }: { seq: number; timestamp: string },
  kind: K,
  data: DataOf<K>,
) => ({ room_id: roomId, seq, kind, data, created_at: timestamp }) as RoomEvent;

const withoutSeq = <T extends { seq: number }>({ seq: _seq, ...data }: T): Omit<T, 'seq'> => data;
