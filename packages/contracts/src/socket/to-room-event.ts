import type { KnownRoomEvent, RoomEvent, RoomEventKind } from '../room-event.ts';
import type { PersistedSocketEventName } from './room-log-events.ts';
import type { ServerEventPayload } from './server-events.ts';

type PersistedSocketEvent = {
  [E in PersistedSocketEventName]: { readonly name: E; readonly payload: ServerEventPayload<E> };
}[PersistedSocketEventName];

/**
 * Converts a received socket event back to the room event that it carries. This is the inverse of `toSocketEvent`. An
 * older server sends an event whose kind it does not know as `room-event`. If the receiver knows the kind, the result
 * is an ordinary event of that kind.
 */
export function toRoomEvent({ name, payload }: PersistedSocketEvent): RoomEvent {
  switch (name) {
    case 'new-chat-message':
      return toMessageRoomEvent('message-created', payload.data.room_id, payload);
    case 'chat-message-updated':
      return toMessageRoomEvent('message-updated', payload.data.room_id, payload);
    case 'chat-message-deleted':
      return toMessageRoomEvent('message-deleted', payload.data.roomId, payload);
    case 'room-members-changed':
      return createRoomEvent('members-changed', payload.roomId, withoutSeq(payload), payload);
    case 'chat-room-updated':
      return createRoomEvent('room-updated', payload.roomId, withoutSeq(payload), payload);
    case 'chat-room-deleted':
      return createRoomEvent('room-deleted', payload.roomId, withoutSeq(payload), payload);
    case 'room-event': {
      const { roomId, timestamp, ...event } = payload;
      return { ...event, room_id: roomId, created_at: timestamp };
    }
    default:
      return name satisfies never;
  }
}

type RoomEventDataOf<K extends RoomEventKind> = Extract<KnownRoomEvent, { kind: K }>['data'];

interface SeqAndTimestamp {
  readonly seq: number;
  readonly timestamp: string;
}

function toMessageRoomEvent<K extends RoomEventKind>(
  kind: K,
  roomId: string,
  payload: SeqAndTimestamp & { readonly type: string; readonly data: RoomEventDataOf<K> },
): RoomEvent {
  const { type: _type, timestamp, data, seq, ...more } = payload;
  return { ...more, ...createRoomEvent(kind, roomId, data, { seq, timestamp }) };
}

function createRoomEvent<K extends RoomEventKind>(
  kind: K,
  roomId: string,
  data: RoomEventDataOf<K>,
  { seq, timestamp }: SeqAndTimestamp,
): RoomEvent {
  return { room_id: roomId, seq, kind, data, created_at: timestamp } as RoomEvent;
}

function withoutSeq<T extends { seq: number }>({ seq: _seq, ...data }: T): Omit<T, 'seq'> {
  return data;
}
