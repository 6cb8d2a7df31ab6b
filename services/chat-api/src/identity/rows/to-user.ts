import type { User, UserType } from '@kcs/contracts';
import type { User as Row } from '../../generated/client.ts';

/**
 * Converts a row of the table `users` to the `User` that the API returns. `withEmail` must be true only if the viewer
 * is an Admin or the user themselves (AUTH-16).
 */
export function toUser(row: Row, { withEmail }: { readonly withEmail: boolean }): User {
  const user = {
    id: row.id,
    name: row.name,
    user_type: row.userType as UserType,
    active: row.active,
    created_at: row.createdAt.toISOString(),
  };
  return withEmail ? { ...user, email: getEmail(row) } : user;
}

/**
 * Returns the user's email. For a user from the identity provider, the email is in a separate column, so that it never
 * matches an account that logs in with a password.
 */
export const getEmail = (row: Pick<Row, 'email' | 'externalEmail'>): string | null =>
  row.email ?? row.externalEmail;
