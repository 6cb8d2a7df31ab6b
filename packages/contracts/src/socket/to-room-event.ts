import type { RoomEvent } from '../room-event.ts';
import type { PersistedEventName, ServerEventPayload } from './server-events.ts';

type PersistedEvent = {
  [E in PersistedEventName]: { readonly name: E; readonly payload: ServerEventPayload<E> };
}[PersistedEventName];

/** Returns the room event that a received socket event carries. The inverse of `toSocketEvent`. */
export function toRoomEvent({ name, payload }: PersistedEvent): RoomEvent {
  switch (name) {
    case 'new-chat-message':
      return roomEvent('message-created', payload.data.room_id, payload.data, payload);
    case 'chat-message-updated':
      return roomEvent('message-updated', payload.data.room_id, payload.data, payload);
    case 'chat-message-deleted':
      return roomEvent('message-deleted', payload.data.roomId, payload.data, payload);
    case 'room-members-changed':
      return roomEvent('members-changed', payload.roomId, withoutSeq(payload), payload);
    case 'chat-room-updated':
      return roomEvent('room-updated', payload.roomId, withoutSeq(payload), payload);
    case 'chat-room-deleted':
      return roomEvent('room-deleted', payload.roomId, withoutSeq(payload), payload);
    default:
      return name satisfies never;
  }
}

type DataOf<K extends RoomEvent['kind']> = Extract<RoomEvent, { kind: K }>['data'];

function roomEvent<K extends RoomEvent['kind']>(
  kind: K,
  roomId: string,
  data: DataOf<K>,
  { seq, timestamp }: { seq: number; timestamp: string },
): RoomEvent {
  return { room_id: roomId, seq, kind, data, created_at: timestamp } as RoomEvent;
}

function withoutSeq<T extends { seq: number }>({ seq: _seq, ...data }: T): Omit<T, 'seq'> {
  return data;
}
