import { ChatError } from '@kcs/contracts';
import type { UserQueryDeps } from './find-user.ts';

/** Throws `USER_NOT_FOUND` if the user does not exist. */
export async function requireUser({ db }: UserQueryDeps, userId: string): Promise<void> {
  const user = await db.prisma.user.findUnique({ where: { id: userId }, select: { id: true } });
  if (!user) throw new ChatError('USER_NOT_FOUND');
}
