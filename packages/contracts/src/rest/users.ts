import Type from 'typebox';
import { RoomId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { Nullable, Timestamp } from '../time.ts';
import { AnyUserType, AnyVisibleStatus, UserType } from '../user.ts';
import { EmailAddress, NewPassword } from './auth.ts';
import { createNameSchema } from './create-name-schema.ts';
import { createPageQueryProperties } from './envelope.ts';

const PersonName = createNameSchema(LIMITS.USER_NAME_CODE_POINTS);

/** A user as other users see them. Only Admins and the user themselves receive `email` (AUTH-16). */
export const User = Type.Object({
  id: UserId,
  name: Type.String(),
  user_type: AnyUserType,
  active: Type.Boolean(),
  created_at: Timestamp,
  email: Type.Optional(Nullable(Type.String())),
});
export type User = Type.Static<typeof User>;

/** A user with their presence. `presence` is null while the presence service is unavailable. */
export const UserProfile = Type.Object({
  ...User.properties,
  presence: Nullable(
    Type.Object({ is_online: Type.Boolean(), status: AnyVisibleStatus, last_seen: Nullable(Timestamp) }),
  ),
});
export type UserProfile = Type.Static<typeof UserProfile>;

/**
 * The query parameters of the user list. `search` selects people whose names contain all of its words, in any order.
 * `active` selects active or deactivated accounts. `not_in_room` excludes the members of a room that the caller belongs
 * to (AUTH-16).
 */
export const ListUsersQuery = Type.Object(
  {
    search: Type.Optional(Type.String({ maxLength: 200 })),
    active: Type.Optional(Type.Boolean()),
    not_in_room: Type.Optional(RoomId),
    ...createPageQueryProperties(),
  },
  { additionalProperties: false },
);
export const LookupUserQuery = Type.Object(
  {
    email: Type.Optional(EmailAddress),
    issuer: Type.Optional(Type.String({ maxLength: 512 })),
    sub: Type.Optional(Type.String({ maxLength: 512 })),
  },
  { additionalProperties: false },
);
export const CreateUserBody = Type.Object(
  { name: PersonName, email: EmailAddress, user_type: UserType, password: NewPassword },
  { additionalProperties: false },
);
export const EraseUserBody = Type.Object(
  {
    confirm: Type.String({ description: 'The id of the user, to confirm that the erasure cannot be undone' }),
  },
  { additionalProperties: false },
);

/** The state of the erasure of a user (ERASE-1). */
export const Erasure = Type.Object({
  user_id: UserId,
  requested_at: Timestamp,
  completed_at: Type.Union([Timestamp, Type.Null()], {
    description: 'When all messages and events of the user were erased; null until then',
  }),
});
export type Erasure = Type.Static<typeof Erasure>;
export const PatchUserBody = Type.Object(
  {
    name: Type.Optional(PersonName),
    user_type: Type.Optional(UserType),
    active: Type.Optional(Type.Boolean()),
    password: Type.Optional(NewPassword),
  },
  { additionalProperties: false, minProperties: 1 },
);
