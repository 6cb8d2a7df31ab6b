import Type from 'typebox';
import { MessageId, RoomId, UserId } from './ids.ts';
import { Message } from './message.ts';
import { MemberRole, RoomType } from './room.ts';
import { Seq, Timestamp } from './time.ts';

/** The kinds of events that are persisted in a room's log (LOG-3). */
export const ROOM_EVENT_KINDS = [
  'message-created',
  'message-updated',
  'message-deleted',
  'members-changed',
  'room-updated',
  'room-deleted',
] as const;
export type RoomEventKind = (typeof ROOM_EVENT_KINDS)[number];

export const MessageDeleted = Type.Object({
  messageId: MessageId,
  roomId: RoomId,
  messageSeq: Seq,
  deletedBy: UserId,
  timestamp: Timestamp,
});

/**
 * The first event of every room adds its first members (LOG-2). `by`, `roomName`, and `roomType` let a client
 * describe the change without another request.
 */
export const MembersChanged = Type.Object({
  roomId: RoomId,
  added: Type.Array(Type.Object({ userId: UserId, name: Type.String(), role: MemberRole })),
  removed: Type.Array(UserId),
  changed: Type.Array(Type.Object({ userId: UserId, role: MemberRole })),
  by: Type.Object({ userId: UserId, name: Type.String() }),
  roomName: Type.String(),
  roomType: RoomType,
  timestamp: Timestamp,
});

export const RoomUpdated = Type.Object({ roomId: RoomId, name: Type.String(), timestamp: Timestamp });
export const RoomDeleted = Type.Object({ roomId: RoomId, deletedBy: UserId, timestamp: Timestamp });

function event<K extends RoomEventKind, D extends Type.TSchema>(kind: K, data: D) {
  return Type.Object({
    room_id: RoomId,
    seq: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
    kind: Type.Literal(kind),
    data,
    created_at: Timestamp,
  });
}

/** One entry of a room's log. `data` is the `data` of the matching socket event (LOG-4). */
export const RoomEvent = Type.Union([
  event('message-created', Message),
  event('message-updated', Message),
  event('message-deleted', MessageDeleted),
  event('members-changed', MembersChanged),
  event('room-updated', RoomUpdated),
  event('room-deleted', RoomDeleted),
]);
export type RoomEvent = Type.Static<typeof RoomEvent>;
