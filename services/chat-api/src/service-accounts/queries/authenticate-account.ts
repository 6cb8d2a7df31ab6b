import { ChatError } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { findAccountByTokenHash, type ServiceAccount } from '../rows/service-accounts.ts';
import { hashServiceToken } from '../rules/service-token.ts';

/**
 * Returns the service account that a token belongs to (AUTH-17). The token is looked up on every request, so that a
 * deactivation takes effect on all replicas immediately.
 *
 * Throws `UNAUTHENTICATED` if the token is unknown, expired, or replaced, or if the account is deactivated.
 */
export async function authenticateServiceAccount(
  { prisma }: Pick<Database, 'prisma'>,
  token: string,
): Promise<ServiceAccount> {
  const account = await findAccountByTokenHash(prisma, hashServiceToken(token));
  if (account) return account;
  throw new ChatError(
    'UNAUTHENTICATED',
    'The service token is not valid, or its account is deactivated. Ask an Admin for a new token.',
  );
}
