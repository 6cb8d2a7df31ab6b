import Type from 'typebox';
import { RoomId, UserId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { Message } from './message.ts';
import { allowNewerValues } from './newer-values.ts';
import { Nullable, Seq, Timestamp } from './time.ts';
import { AnyUserType } from './user.ts';

export const RoomType = Type.Union([Type.Literal('direct'), Type.Literal('group')]);
export type RoomType = Type.Static<typeof RoomType>;
/** The type of an existing room, including types that only a newer version knows. */
export const AnyRoomType = allowNewerValues(RoomType);

/**
 * The roles of a member, from highest to lowest: `owner`, `admin`, `member`. A member cannot change or remove someone
 * with a higher role (ROOM-7).
 */
export const MemberRole = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('member')]);
export type MemberRole = Type.Static<typeof MemberRole>;
/** The role of an existing member, including roles that only a newer version knows. */
export const AnyMemberRole = allowNewerValues(MemberRole);

/** Which messages in a room notify a member. A muted room has the level `none`. */
export const NotificationLevel = Type.Union([
  Type.Literal('all'),
  Type.Literal('mentions'),
  Type.Literal('none'),
]);
export type NotificationLevel = Type.Static<typeof NotificationLevel>;
/** The notification level of an existing member, including levels that only a newer version knows. */
export const AnyNotificationLevel = allowNewerValues(NotificationLevel);

/** Who may send messages in a group: all members, or only its managers, the owners and admins. */
export const PostPolicy = Type.Union([Type.Literal('all'), Type.Literal('managers')]);
export type PostPolicy = Type.Static<typeof PostPolicy>;
/** The post policy of an existing room, including policies that only a newer version knows. */
export const AnyPostPolicy = allowNewerValues(PostPolicy);

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

const createPeopleSchema = <P extends Type.TProperties>(more: P) =>
  Type.Array(Type.Object({ user_id: UserId, name: Nullable(Type.String()), ...more }), {
    maxItems: LIMITS.PEOPLE_PER_ROOM_CHANGE,
  });

/**
 * A change to a room's members, name, or post policy, as a timeline shows it (LOG-8). Each list of people contains only
 * the first few people, but the counts include everyone.
 */
export const RoomChange = Type.Object({
  seq: Seq,
  kind: Type.Union([Type.Literal('members-changed'), Type.Literal('room-updated')]),
  by: Nullable(Type.Object({ user_id: UserId, name: Type.String() })),
  name: Nullable(Type.String({ description: 'The new name of the room, if the name changed' })),
  post_policy: Type.Optional(
    Nullable({ ...AnyPostPolicy, description: 'The new post policy of the room, if the policy changed' }),
  ),
  added: createPeopleSchema({ role: MemberRole }),
  added_count: Type.Integer({ minimum: 0 }),
  removed: createPeopleSchema({}),
  removed_count: Type.Integer({ minimum: 0 }),
  changed: createPeopleSchema({ role: MemberRole }),
  created_at: Timestamp,
});
export type RoomChange = Type.Static<typeof RoomChange>;

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

export const Member = Type.Object({
  user_id: UserId,
  name: Type.String(),
  user_type: AnyUserType,
  role: AnyMemberRole,
  active: Type.Boolean({ description: 'False if the account is deactivated' }),
  is_service: Type.Optional(
    Type.Boolean({ description: 'True if the member is the bot user of a service account' }),
  ),
  last_seen_seq: Seq,
  joined_at: Timestamp,
  joined_seq: Type.Integer({
    minimum: 0,
    description:
      'The seq of the event that added the member. Only messages with a higher seq count as sent to the member',
  }),
});
export type Member = Type.Static<typeof Member>;
