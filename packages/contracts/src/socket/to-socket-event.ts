import type { RoomEvent } from '../room-event.ts';
import type { ServerEventName, ServerEventPayload } from './server-events.ts';

type Named = { [E in ServerEventName]: readonly [name: E, payload: ServerEventPayload<E>] }[ServerEventName];

/** The socket event that a lasting event of a room's log becomes (protocol §3). Pure; exhaustive over the kinds. */
export function toSocketEvent(event: RoomEvent): Named {
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
