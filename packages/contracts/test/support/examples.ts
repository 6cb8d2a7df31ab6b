import type { IdKind, Message, RoomEvent, UnknownRoomEvent } from '../../src/index.ts';

/** Returns a valid id of the given kind. Different numbers give different ids. */
export function createExampleId(kind: IdKind, n = 0): string {
  return `${kind}_${String(n).padStart(26, '0')}`;
}

export const NOW = '2026-01-31T08:00:00.000Z';
export const ROOM_ID = createExampleId('room');
export const USER_ID = createExampleId('user');

export const message: Message = {
  id: createExampleId('msg'),
  room_id: ROOM_ID,
  sender_id: USER_ID,
  sender_name: 'Ada',
  seq: 2,
  content: 'hello',
  message_type: 'text',
  reply_to_id: null,
  reply_to: null,
  client_msg_id: null,
  metadata: null,
  mentions: [],
  reactions: [],
  created_at: NOW,
  edited_at: null,
  deleted_at: null,
};

const eventEnvelope = { room_id: ROOM_ID, created_at: NOW };

/** A room event whose kind only a newer version knows. */
export const unknownEvent: UnknownRoomEvent = {
  ...eventEnvelope,
  seq: 8,
  kind: 'room-painted' as UnknownRoomEvent['kind'],
  data: { color: 'blue' },
};

/** One room event of each known kind, and one of an unknown kind. */
export const roomEvents: readonly RoomEvent[] = [
  { ...eventEnvelope, seq: 2, kind: 'message-created', data: message },
  { ...eventEnvelope, seq: 3, kind: 'message-updated', data: message },
  {
    ...eventEnvelope,
    seq: 4,
    kind: 'message-deleted',
    data: { messageId: message.id, roomId: ROOM_ID, messageSeq: 2, deletedBy: USER_ID, timestamp: NOW },
  },
  {
    ...eventEnvelope,
    seq: 5,
    kind: 'members-changed',
    data: {
      roomId: ROOM_ID,
      added: [{ userId: USER_ID, name: 'Ada', role: 'owner' }],
      removed: [],
      changed: [],
      by: { userId: USER_ID, name: 'Ada' },
      roomName: 'Staff',
      roomType: 'group',
      timestamp: NOW,
    },
  },
  { ...eventEnvelope, seq: 6, kind: 'room-updated', data: { roomId: ROOM_ID, name: 'New', timestamp: NOW } },
  {
    ...eventEnvelope,
    seq: 7,
    kind: 'room-deleted',
    data: { roomId: ROOM_ID, deletedBy: USER_ID, timestamp: NOW },
  },
  unknownEvent,
];
