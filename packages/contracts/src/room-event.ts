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

const KIND_CHARS = 64;
/** Lower-case words joined by hyphens: one token of a bus subject. `seen` names the receipts there (BUS-3). */
const KIND_PATTERN = '(?!seen$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*';

/** The kind of any event in a log, whether this version knows it or not. */
export const AnyRoomEventKind = Type.String({
  pattern: `^${KIND_PATTERN}$`,
  maxLength: KIND_CHARS,
  description:
    'Lower-case words joined by hyphens. A newer version may use kinds that are not documented here.',
});

const kindRule = new RegExp(`^${KIND_PATTERN}$`);

/** Whether the kind can be part of a bus subject. */
export const isSafeKind = (kind: string): boolean => kind.length <= KIND_CHARS && kindRule.test(kind);

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

/** An event of a kind that this version knows. */
export const KnownRoomEvent = Type.Union([
  event('message-created', Message),
  event('message-updated', Message),
  event('message-deleted', MessageDeleted),
  event('members-changed', MembersChanged),
  event('room-updated', RoomUpdated),
  event('room-deleted', RoomDeleted),
]);
export type KnownRoomEvent = Type.Static<typeof KnownRoomEvent>;

const KNOWN_KINDS = KnownRoomEvent.anyOf.map(({ properties }) => properties.kind.const);

/**
 * Only a type, without a value at run time. TypeScript narrows a union by its literal types, and this is a literal type
 * that no known kind equals: comparing `kind` with a known one narrows a `RoomEvent`.
 */
export declare enum UnknownRoomEventKind {
  any = '',
}

/**
 * An event of a kind that this version does not know, from a newer version. It takes its place in the room's order and
 * is passed on unchanged; it never changes who may read the room and never deletes anything (LOG-7).
 */
export const UnknownRoomEvent = Type.Object({
  room_id: RoomId,
  seq: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  kind: Type.Unsafe<UnknownRoomEventKind>(
    Type.String({ ...AnyRoomEventKind, pattern: `^(?!(?:${KNOWN_KINDS.join('|')})$)${KIND_PATTERN}$` }),
  ),
  data: Type.Record(Type.String(), Type.Unknown()),
  created_at: Timestamp,
});
export type UnknownRoomEvent = Type.Static<typeof UnknownRoomEvent>;

/** One entry of a room's log. `data` is the `data` of the matching socket event (LOG-4). */
export const RoomEvent = Type.Union([...KnownRoomEvent.anyOf, UnknownRoomEvent]);
export type RoomEvent = Type.Static<typeof RoomEvent>;
