import Type from 'typebox';
import { RoomId, UserId } from './ids.ts';
import { Message } from './message.ts';
import { Nullable, Seq, Timestamp } from './time.ts';
import { UserType } from './user.ts';

export const RoomType = Type.Union([Type.Literal('direct'), Type.Literal('group')]);
export type RoomType = Type.Static<typeof RoomType>;

/**
 * The roles of a member, from highest to lowest: `owner`, `admin`, `member`. A member cannot change or remove someone
 * with a higher role (ROOM-7).
 */
export const MemberRole = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('member')]);
export type MemberRole = Type.Static<typeof MemberRole>;

/** A room as one member sees it, with that member's own unread count and settings. */
export const Room = Type.Object({
  id: RoomId,
  name: Type.String(),
  room_type: RoomType,
  created_at: Timestamp,
  last_seq: Seq,
  last_message: Nullable(Message),
  unread_count: Type.Integer({ minimum: 0 }),
  mention_count: Type.Integer({ minimum: 0 }),
  last_seen_seq: Seq,
  member_count: Type.Integer({ minimum: 0 }),
  my_role: MemberRole,
  muted: Type.Boolean(),
  hidden: Type.Boolean({
    description:
      'True for a direct room that the caller left. Room lists omit the room until its next message.',
  }),
});
export type Room = Type.Static<typeof Room>;

export const Member = Type.Object({
  user_id: UserId,
  name: Type.String(),
  user_type: UserType,
  role: MemberRole,
  last_seen_seq: Seq,
  joined_at: Timestamp,
});
export type Member = Type.Static<typeof Member>;
