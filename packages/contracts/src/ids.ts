import Type from 'typebox';

/** What an id names. An id is the kind, `_` and 26 characters `[0-9a-z]` (a lower-case ULID). Protocol §2. */
export const ID_KINDS = ['user', 'room', 'msg', 'meet', 'sess', 'notif'] as const;
export type IdKind = (typeof ID_KINDS)[number];

const idOf = (kind: IdKind) =>
  Type.String({ pattern: `^${kind}_[0-9a-z]{26}$`, maxLength: 40, description: `Id of a ${kind}` });

export const UserId = idOf('user');
export const RoomId = idOf('room');
export const MessageId = idOf('msg');
export const MeetingId = idOf('meet');
export const SessionId = idOf('sess');
export const NotificationId = idOf('notif');
