import { ChatError, type User } from '@kcs/contracts';
import type { Database } from '../store/database.ts';
import { toUser } from '../store/to-user.ts';

export type LookUp = { readonly email: string } | { readonly issuer: string; readonly subject: string };

/** Our user behind an e-mail or an identity provider's. @throws ChatError USER_NOT_FOUND */
export async function lookUpUser({ db }: { db: Pick<Database, 'prisma'> }, by: LookUp): Promise<User> {
  const where = 'email' in by ? { email: by.email } : { issuer_subject: by };
  const row = await db.prisma.user.findUnique({ where });
  if (!row) throw new ChatError('USER_NOT_FOUND');
  return toUser(row, { withEmail: true });
}
