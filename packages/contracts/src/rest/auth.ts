import Type from 'typebox';
import { SessionId, UserId } from '../ids.ts';
import { Timestamp } from '../time.ts';
import { AnyUserType } from '../user.ts';
import { createPageQueryProperties } from './envelope.ts';

export const EmailAddress = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^@\\s\\u0000]+@[^@\\s\\u0000]+$',
});
/** A password in a request. The maximum length limits the CPU time that hashing the password takes. */
export const Password = Type.String({ minLength: 1, maxLength: 256 });
export const NewPassword = Type.String({ minLength: 8, maxLength: 256 });

export const CurrentUser = Type.Object({
  id: UserId,
  name: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  user_type: AnyUserType,
});
export type CurrentUser = Type.Static<typeof CurrentUser>;

export const LoginBody = Type.Object(
  { email: EmailAddress, password: Password },
  {
    additionalProperties: false,
    examples: [{ email: 'teacher@school.com', password: 'password123' }],
  },
);
export const RefreshBody = Type.Object(
  { refresh_token: Type.String({ minLength: 1, maxLength: 512 }) },
  { additionalProperties: false },
);
export const ChangePasswordBody = Type.Object(
  { current_password: Password, new_password: NewPassword },
  { additionalProperties: false },
);

/**
 * The access token and refresh token that a login or a refresh returns. `expires_in` is the lifetime of the access
 * token in seconds.
 */
export const AccessAndRefreshTokens = Type.Object({
  token: Type.String(),
  refresh_token: Type.String(),
  expires_in: Type.Integer(),
});
export const LoginResult = Type.Object({ ...AccessAndRefreshTokens.properties, user: CurrentUser });
export type LoginResult = Type.Static<typeof LoginResult>;

export const ListSessionsQuery = Type.Object(createPageQueryProperties(), { additionalProperties: false });
export const Session = Type.Object({
  id: SessionId,
  current: Type.Boolean(),
  user_agent: Type.Union([Type.String(), Type.Null()]),
  created_at: Timestamp,
  last_used_at: Timestamp,
  expires_at: Timestamp,
});
export type Session = Type.Static<typeof Session>;

/** The number of sessions that an Admin has ended (ADMIN-7). */
export const EndedSessionCount = Type.Object({ ended: Type.Integer({ minimum: 0 }) });
