import Type from 'typebox';
import { MessageId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { MemberRole } from '../member.ts';
import { PostPolicy } from '../post-policy.ts';
import { NotificationLevel, RoomType } from '../room.ts';
import { Seq } from '../time.ts';
import { createNameSchema } from './create-name-schema.ts';
import { createPageQueryProperties } from './envelope.ts';

const RoomName = createNameSchema(LIMITS.ROOM_NAME_CODE_POINTS);
const MemberIds = Type.Array(UserId, { maxItems: LIMITS.MEMBERS_PER_REQUEST });

const LastMessageFormat = Type.Literal('excerpt', {
  description: `Cuts the content of each \`last_message\` to at most ${LIMITS.LAST_MESSAGE_EXCERPT_CODE_POINTS} code points. Without this parameter, the content is complete`,
});

export const ListRoomsQuery = Type.Object(
  { last_message: Type.Optional(LastMessageFormat), ...createPageQueryProperties(500, 500) },
  { additionalProperties: false },
);
export const CreateRoomBody = Type.Object(
  {
    room_type: RoomType,
    name: Type.Optional(RoomName),
    post_policy: Type.Optional(PostPolicy),
    member_ids: MemberIds,
  },
  { additionalProperties: false, examples: [{ room_type: 'group', name: 'Class 4b', member_ids: [] }] },
);
/**
 * The body of a request that changes a room. `name` and `post_policy` apply to all members and require the `owner` or
 * `admin` role. `notification_level` and `muted` apply only to the caller, and a request contains at most one of them.
 * `muted: true` sets the level to `none`, and `muted: false` sets it to `all`.
 */
export const PatchRoomBody = Type.Object(
  {
    name: Type.Optional(RoomName),
    post_policy: Type.Optional(PostPolicy),
    muted: Type.Optional(Type.Boolean()),
    notification_level: Type.Optional(NotificationLevel),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type PatchRoomBody = Type.Static<typeof PatchRoomBody>;
/**
 * The query parameters of a member list. If `search` is given, even as an empty string, the members are sorted by name.
 * Otherwise, they are sorted by id.
 */
export const ListMembersQuery = Type.Object(
  { search: Type.Optional(Type.String({ maxLength: 200 })), ...createPageQueryProperties(500, 100) },
  { additionalProperties: false },
);
export const ListReceiptsQuery = Type.Object(createPageQueryProperties(500, 100), {
  additionalProperties: false,
});
export const AddMembersBody = Type.Object(
  {
    user_ids: Type.Array(UserId, { minItems: 1, maxItems: LIMITS.MEMBERS_PER_REQUEST }),
    role: Type.Optional(MemberRole),
  },
  { additionalProperties: false },
);
export const PatchMemberBody = Type.Object({ role: MemberRole }, { additionalProperties: false });
/** How far the caller has seen the room, given as either a seq or a message id (ROOM-12). */
export const SeenBody = Type.Object(
  { seq: Type.Optional(Seq), message_id: Type.Optional(MessageId) },
  { additionalProperties: false, minProperties: 1, maxProperties: 1 },
);
export const SeenResult = Type.Object({ last_seen_seq: Seq, unread_count: Type.Integer({ minimum: 0 }) });
