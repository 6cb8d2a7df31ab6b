import type { RoomEvent } from '../room-event.ts';
import type { PersistedEventName, ServerEventPayload } from './server-events.ts';

type SocketEvent = {
  [E in PersistedEventName]: readonly [name: E, payload: ServerEventPayload<E>];
}[PersistedEventName];

/** Returns the socket event of a room event, with `seq` at the top level of its payload (LOG-4, SOCK-8). */
export function toSocketEvent(event: RoomEvent): SocketEvent {
  const { seq, created_at: timestamp } = event;
  switch (event.kind) {
    case 'message-created':
      return ['new-chat-message', { type: 'new_message', data: event.data, timestamp, seq }];
    case 'message-updated':
      return ['chat-message-updated', { type: 'message_updated', data: event.data, timestamp, seq }];
    case 'message-deleted':
      return ['chat-message-deleted', { type: 'message_deleted', data: event.data, timestamp, seq }];
    case 'members-changed':
      return ['room-members-changed', { ...event.data, seq }];
    case 'room-updated':
      return ['chat-room-updated', { ...event.data, seq }];
    case 'room-deleted':
      return ['chat-room-deleted', { ...event.data, seq }];
    default:
      return event satisfies never;
  }
}
