import { ChatError, type CurrentUser, type UserType } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';

export async function findCurrentUser(
  { db }: { db: Pick<Database, 'prisma'> },
  userId: string,
): Promise<CurrentUser> {
  const row = await db.prisma.user.findUnique({ where: { id: userId } });
  if (!row) throw new ChatError('USER_NOT_FOUND');
  const { id, name, email, externalEmail, userType } = row;
  return { id, name, email: email ?? externalEmail, user_type: userType as UserType };
}
