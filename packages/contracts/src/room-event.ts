import Type from 'typebox';
import { MessageId, RoomId, UserId } from './ids.ts';
import { AnyMemberRole } from './member.ts';
import { Message, ReactionChange } from './message.ts';
import { AnyPostPolicy } from './post-policy.ts';
import { AnyRoomType } from './room.ts';
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

const MAX_EVENT_KIND_CHARS = 64;
/**
 * A kind is one token of a bus subject, so it consists of lowercase words joined by hyphens. The kind `seen` is
 * reserved, because bus subjects use `seen` for read receipts (BUS-3).
 */
const EVENT_KIND_PATTERN = '(?!seen$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*';

/** The kind of any event in a room's log, including kinds that only a newer version knows. */
export const AnyRoomEventKind = Type.String({
  pattern: `^${EVENT_KIND_PATTERN}$`,
  maxLength: MAX_EVENT_KIND_CHARS,
  description:
    'Lower-case words joined by hyphens. A newer version may use kinds that are not documented here.',
});

const eventKindRegExp = new RegExp(`^${EVENT_KIND_PATTERN}$`);

/** Returns whether the kind can be used as a token of a bus subject. */
export const isSafeEventKind = (kind: string): boolean =>
  kind.length <= MAX_EVENT_KIND_CHARS && eventKindRegExp.test(kind);

export const MessageDeletedEventData = Type.Object({
  messageId: MessageId,
  roomId: RoomId,
  messageSeq: Seq,
  deletedBy: UserId,
  timestamp: Timestamp,
});

/**
 * A change to a room's members. The first event of every room adds the first members (LOG-2). A client can use `by`,
 * `roomName`, and `roomType` to describe the change without another request.
 */
export const MembersChangedEventData = Type.Object({
  roomId: RoomId,
  added: Type.Array(Type.Object({ userId: UserId, name: Type.String(), role: AnyMemberRole })),
  removed: Type.Array(UserId),
  changed: Type.Array(Type.Object({ userId: UserId, role: AnyMemberRole })),
  by: Type.Object({ userId: UserId, name: Type.String() }),
  roomName: Type.String(),
  roomType: AnyRoomType,
  timestamp: Timestamp,
});

/**
 * A change to a room's name or post policy. `postPolicy` is present only if the policy changed. In that case, `name` is
 * the unchanged name of the room.
 */
export const RoomUpdatedEventData = Type.Object({
  roomId: RoomId,
  name: Type.String(),
  postPolicy: Type.Optional(AnyPostPolicy),
  timestamp: Timestamp,
});
export const RoomDeletedEventData = Type.Object({ roomId: RoomId, deletedBy: UserId, timestamp: Timestamp });

function createRoomEventSchema<K extends RoomEventKind, D extends Type.TSchema>(kind: K, data: D) {
  return Type.Object({
    room_id: RoomId,
    seq: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
    kind: Type.Literal(kind),
    data,
    created_at: Timestamp,
  });
}

/** The members whom an edited message mentions, but did not mention before the edit (MENTION-2). */
export const NewlyMentionedUserIds = Type.Array(UserId);

/** A room event whose kind this version knows. */
export const KnownRoomEvent = Type.Union([
  createRoomEventSchema('message-created', Message),
  Type.Object({
    ...createRoomEventSchema('message-updated', Message).properties,
    reaction: Type.Optional(ReactionChange),
    newly_mentioned: Type.Optional(NewlyMentionedUserIds),
  }),
  createRoomEventSchema('message-deleted', MessageDeletedEventData),
  createRoomEventSchema('members-changed', MembersChangedEventData),
  createRoomEventSchema('room-updated', RoomUpdatedEventData),
  createRoomEventSchema('room-deleted', RoomDeletedEventData),
]);
export type KnownRoomEvent = Type.Static<typeof KnownRoomEvent>;

const KNOWN_EVENT_KINDS = KnownRoomEvent.anyOf.map(({ properties }) => properties.kind.const);

/**
 * The type of `kind` in an event whose kind this version does not know. It exists only for the type checker. It differs
 * from the type of every known kind, so comparing `kind` with a known kind narrows a `RoomEvent` to that kind.
 */
export declare enum UnknownRoomEventKind {
  any = '',
}

/**
 * A room event whose kind only a newer version knows. The event takes a seq like any other event and is passed on
 * unchanged. It never changes who may read the room and never deletes anything (LOG-7).
 */
export const UnknownRoomEvent = Type.Object({
  room_id: RoomId,
  seq: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  kind: Type.Unsafe<UnknownRoomEventKind>(
    Type.String({
      ...AnyRoomEventKind,
      pattern: `^(?!(?:${KNOWN_EVENT_KINDS.join('|')})$)${EVENT_KIND_PATTERN}$`,
    }),
  ),
  data: Type.Record(Type.String(), Type.Unknown()),
  created_at: Timestamp,
});
export type UnknownRoomEvent = Type.Static<typeof UnknownRoomEvent>;

/** One event in a room's log. Its `data` equals the `data` of the matching socket event (LOG-4). */
export const RoomEvent = Type.Union([...KnownRoomEvent.anyOf, UnknownRoomEvent]);
export type RoomEvent = Type.Static<typeof RoomEvent>;
