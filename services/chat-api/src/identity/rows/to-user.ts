import type { User, UserType } from '@kcs/contracts';
import type { User as Row } from '../../generated/client.ts';

/** A row of `users` as the API shows it; the e-mail is for Admins and oneself alone. */
export function toUser(row: Row, { withEmail }: { withEmail: boolean }): User {
  const { id, name, active } = row;
  const shown = {
    id,
    name,
    user_type: row.userType as UserType,
    active,
    created_at: row.createdAt.toISOString(),
  };
  return withEmail ? { ...shown, email: row.email ?? row.externalEmail } : shown;
}
