import { ChatError, type User } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { toUser } from '../rows/to-user.ts';
import type { UserQueryDeps } from './find-user.ts';

export type UserLookupKey =
  | { readonly email: string }
  | { readonly issuer: string; readonly subject: string };

/**
 * Finds a user by email, or by issuer and subject (AUTH-14). Given an email, finds the account that logs in with it, or
 * otherwise the user from the identity provider who has this email.
 *
 * Throws `USER_NOT_FOUND` if there is no such user, or `CONFLICT` if several users from the identity provider have this
 * email.
 */
export async function lookUpUser({ db }: UserQueryDeps, key: UserLookupKey): Promise<User> {
  const userCondition = 'email' in key ? { email: key.email } : { issuer_subject: key };
  const userByKey = await db.prisma.user.findUnique({ where: userCondition });
  const userRow = userByKey ?? ('email' in key ? await findUserByExternalEmail(db, key.email) : undefined);
  if (!userRow) throw new ChatError('USER_NOT_FOUND');
  return toUser(userRow, { withEmail: true });
}

async function findUserByExternalEmail({ prisma }: Pick<Database, 'prisma'>, externalEmail: string) {
  const [row, another] = await prisma.user.findMany({ where: { externalEmail }, take: 2 });
  if (!another) return row;
  throw new ChatError(
    'CONFLICT',
    'Several users of the identity provider have this email. Look up the user by issuer and sub.',
  );
}
