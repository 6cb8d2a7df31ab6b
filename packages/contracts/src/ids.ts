import Type from 'typebox';

/**
 * The kinds of ids. An id consists of its kind, an underscore, and a lowercase ULID of 26 characters, such as
 * `room_01hq…` (REST-9).
 */
export type IdKind = 'user' | 'room' | 'msg' | 'meet' | 'part' | 'sess' | 'notif' | 'svc' | 'export';

function createIdSchema(kind: IdKind) {
  return Type.String({
    pattern: `^${kind}_[0-9a-z]{26}$`,
    maxLength: 40,
    description: `Id of a ${kind}`,
  });
}

export const UserId = createIdSchema('user');
export const RoomId = createIdSchema('room');
export const MessageId = createIdSchema('msg');
export const MeetingId = createIdSchema('meet');
export const ParticipantId = createIdSchema('part');
export const SessionId = createIdSchema('sess');
export const NotificationId = createIdSchema('notif');
export const ServiceAccountId = createIdSchema('svc');
export const ExportId = createIdSchema('export');
