import type { RoomEvent, UnknownRoomEvent } from '../room-event.ts';
import type { PersistedSocketEventName } from './room-log-events.ts';
import type { ServerEventPayload } from './server-events.ts';

type SocketEventNameAndPayload = {
  [E in PersistedSocketEventName]: readonly [name: E, payload: ServerEventPayload<E>];
}[PersistedSocketEventName];

/**
 * Converts a room event to its socket event, with `seq` at the top level of the payload (LOG-4, SOCK-8). An event of an
 * unknown kind becomes `room-event`. If a newer version added fields to the event, these fields are copied to the top
 * level of the payload (LOG-7, BUS-6).
 */
export function toSocketEvent(event: RoomEvent): SocketEventNameAndPayload {
  const { room_id: roomId, seq, kind: _kind, data: _data, created_at: timestamp, ...more } = event;
  switch (event.kind) {
    case 'message-created':
      return ['new-chat-message', { ...more, type: 'new_message', data: event.data, timestamp, seq }];
    case 'message-updated':
      return ['chat-message-updated', { ...more, type: 'message_updated', data: event.data, timestamp, seq }];
    case 'message-deleted':
      return ['chat-message-deleted', { ...more, type: 'message_deleted', data: event.data, timestamp, seq }];
    case 'members-changed':
      return ['room-members-changed', { ...more, ...event.data, seq }];
    case 'room-updated':
      return ['chat-room-updated', { ...more, ...event.data, seq }];
    case 'room-deleted':
      return ['chat-room-deleted', { ...more, ...event.data, seq }];
    default: {
      const { kind, data } = event satisfies UnknownRoomEvent;
      return ['room-event', { ...more, seq, kind, roomId, data, timestamp }];
    }
  }
}
