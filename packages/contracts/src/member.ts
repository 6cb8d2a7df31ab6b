import Type from 'typebox';
import { UserId } from './ids.ts';
import { allowNewerValues } from './newer-values.ts';
import { Seq, Timestamp } from './time.ts';
import { AnyUserType } from './user.ts';

/**
 * The roles of a member, from highest to lowest: `owner`, `admin`, `member`. A member cannot change or remove someone
 * with a higher role (ROOM-7).
 */
export const MemberRole = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('member')]);
export type MemberRole = Type.Static<typeof MemberRole>;
/** The role of an existing member, including roles that only a newer version knows. */
export const AnyMemberRole = allowNewerValues(MemberRole);

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
