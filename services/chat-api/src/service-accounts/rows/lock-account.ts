import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import type { ServiceAccount as Row } from '../../generated/client.ts';

/**
 * Locks a service account until the commit and returns it. Concurrent changes to the account wait. Throws
 * `SERVICE_ACCOUNT_NOT_FOUND` if the account does not exist or is deleted.
 */
export async function lockServiceAccount(tx: Transaction, accountId: string): Promise<Row> {
  await tx.$queryRaw`SELECT 1 FROM service_accounts WHERE id = ${accountId} FOR UPDATE`;
  const accountRow = await tx.serviceAccount.findUnique({ where: { id: accountId } });
  if (!accountRow || accountRow.deletedAt) throw new ChatError('SERVICE_ACCOUNT_NOT_FOUND');
  return accountRow;
}
