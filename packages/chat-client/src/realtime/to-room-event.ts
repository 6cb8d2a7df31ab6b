import type { RoomEvent, ServerEventPayload } from '@kcs/contracts';

/** The socket events that carry a lasting event of a room's log. */
export const LASTING_EVENTS = [
  'new-chat-message',
  'chat-message-updated',
  'chat-message-deleted',
  'room-members-changed',
  'chat-room-updated',
  'chat-room-deleted',
] as const;
export type LastingEventName = (typeof LASTING_EVENTS)[number];
type Named = {
  [E in LastingEventName]: readonly [name: E, payload: ServerEventPayload<E>];
}[LastingEventName];

/** The entry of the room's log that a socket event stands for: the way back of `toSocketEvent` of the contracts. */
export function toRoomEvent(...[name, payload]: Named): RoomEvent {
  switch (name) {
    case 'new-chat-message':
      return entry(payload.data.room_id, payload, 'message-created', payload.data);
    case 'chat-message-updated':
      return entry(payload.data.room_id, payload, 'message-updated', payload.data);
    case 'chat-message-deleted':
      return entry(payload.data.roomId, payload, 'message-deleted', payload.data);
    case 'room-members-changed':
      return entry(payload.roomId, payload, 'members-changed', withoutSeq(payload));
    case 'chat-room-updated':
      return entry(payload.roomId, payload, 'room-updated', withoutSeq(payload));
    case 'chat-room-deleted':
      return entry(payload.roomId, payload, 'room-deleted', withoutSeq(payload));
    default:
      return name satisfies never;
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
