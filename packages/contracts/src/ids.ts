import Type from 'typebox';

/**
 * The kinds of ids. An id has the form `<kind>_<26 characters [0-9a-z]>`. The characters are a lower-case ULID
 * (REST-9).
 */
export type IdKind = 'user' | 'room' | 'msg' | 'meet' | 'sess' | 'notif';

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
