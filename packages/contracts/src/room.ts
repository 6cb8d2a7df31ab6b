import Type from 'typebox';
import { RoomId, UserId } from './ids.ts';
import { AnyMemberRole } from './member.ts';
import { Message } from './message.ts';
import { allowNewerValues } from './newer-values.ts';
import { AnyPostPolicy } from './post-policy.ts';
import { RoomChange } from './room-change.ts';
import { Nullable, Seq, Timestamp } from './time.ts';
import { AnyUserType } from './user.ts';

export const RoomType = Type.Union([Type.Literal('direct'), Type.Literal('group')]);
export type RoomType = Type.Static<typeof RoomType>;
/** The type of an existing room, including types that only a newer version knows. */
export const AnyRoomType = allowNewerValues(RoomType);

/** Which messages in a room notify a member. A muted room has the level `none`. */
export const NotificationLevel = Type.Union([
  Type.Literal('all'),
  Type.Literal('mentions'),
  Type.Literal('none'),
]);
export type NotificationLevel = Type.Static<typeof NotificationLevel>;
/** The notification level of an existing member, including levels that only a newer version knows. */
export const AnyNotificationLevel = allowNewerValues(NotificationLevel);

/** The other member of a direct room, with their current profile. */
export const Peer = Type.Object({
  user_id: UserId,
  name: Type.String(),
  active: Type.Boolean({
    description: 'False if the account is deactivated, so that nobody can write to this user',
  }),
  user_type: AnyUserType,
});
export type Peer = Type.Static<typeof Peer>;

/** The newest message of a room. In a room list, its content may be cut (ROOM-20). */
export const LastMessage = Type.Object({
  ...Message.properties,
  content_cut: Type.Optional(
    Type.Boolean({
      description:
        'True if `content` is only the beginning of the content. Absent if `content` is complete. Only a room list that was requested with `last_message=excerpt` has this field',
    }),
  ),
});
export type LastMessage = Type.Static<typeof LastMessage>;

/** A room as one member sees it, with that member's own unread count and settings. */
export const Room = Type.Object({
  id: RoomId,
  name: Type.String({
    description:
      'For a direct room, "<initiator> & <other>", built from the current names of both members. Clients show the name of `peer` instead',
  }),
  room_type: AnyRoomType,
  peer: Type.Optional(Nullable(Peer)),
  created_at: Timestamp,
  last_seq: Seq,
  last_message: Nullable(LastMessage),
  /** The newest change to the room's members or name; null if the room has a newer message. */
  last_change: Nullable(RoomChange),
  unread_count: Type.Integer({ minimum: 0 }),
  mention_count: Type.Integer({ minimum: 0 }),
  last_seen_seq: Seq,
  member_count: Type.Integer({ minimum: 0 }),
  my_role: AnyMemberRole,
  post_policy: Type.Optional({
    ...AnyPostPolicy,
    description: 'Who may send messages: `all` members, or only `managers`, the owners and admins',
  }),
  muted: Type.Boolean({ description: 'True if `notification_level` is `none`' }),
  notification_level: Type.Optional({
    ...AnyNotificationLevel,
    description: 'Which messages notify the caller: `all`, only `mentions`, or `none`',
  }),
  hidden: Type.Boolean({
    description:
      'True for a direct room that the caller left. Room lists omit the room until its next message.',
  }),
});
export type Room = Type.Static<typeof Room>;
