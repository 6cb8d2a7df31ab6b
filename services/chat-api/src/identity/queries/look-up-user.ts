import { ChatError, type User } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { toUser } from '../rows/to-user.ts';

export type LookUp = { readonly email: string } | { readonly issuer: string; readonly subject: string };

/**
 * Our user behind an e-mail or an identity provider's name for it. An e-mail means the account that logs in with it
 * here; only where there is none, the provider's user of whom it was said.
 * @throws ChatError USER_NOT_FOUND, CONFLICT where the provider gave one e-mail to several
 */
export async function lookUpUser({ db }: { db: Pick<Database, 'prisma'> }, by: LookUp): Promise<User> {
  const where = 'email' in by ? { email: by.email } : { issuer_subject: by };
  const own = await db.prisma.user.findUnique({ where });
  const row = own ?? ('email' in by ? await ofProvider(db, by.email) : undefined);
  if (!row) throw new ChatError('USER_NOT_FOUND');
  return toUser(row, { withEmail: true });
}

async function ofProvider({ prisma }: Pick<Database, 'prisma'>, externalEmail: string) {
  const [row, another] = await prisma.user.findMany({ where: { externalEmail }, take: 2 });
  if (!another) return row;
  throw new ChatError(
    'CONFLICT',
    'Several accounts of the identity provider have this e-mail; look up by issuer and sub.',
  );
}
