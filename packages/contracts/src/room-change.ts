import Type from 'typebox';
import { UserId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { MemberRole } from './member.ts';
import { AnyPostPolicy } from './post-policy.ts';
import { Nullable, Seq, Timestamp } from './time.ts';

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
