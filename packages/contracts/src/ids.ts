import Type from 'typebox';

/**
 * The kinds of ids. An id consists of its kind, an underscore, and a lowercase ULID of 26 characters, such as
 * `room_01hq…` (REST-9).
 */
export type IdKind = 'user' | 'room' | 'msg' | 'meet' | 'sess' | 'notif' | 'svc';

function idSchema(kind: IdKind) {
  return Type.String({
    pattern: `^${kind}_[0-9a-z]{26}$`,
    maxLength: 40,
    description: `Id of a ${kind}`,
  });
}

export const UserId = idSchema('user');
export const RoomId = idSchema('room');
export const MessageId = idSchema('msg');
export const MeetingId = idSchema('meet');
export const SessionId = idSchema('sess');
export const NotificationId = idSchema('notif');
export const ServiceAccountId = idSchema('svc');
