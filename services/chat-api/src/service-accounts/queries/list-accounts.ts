import type { ServiceAccount as ServiceAccountJson } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';
import { buildPage, decodeCursor, encodeCursor, type Page } from '../../input/cursor.ts';
import { toServiceAccountJson } from '../rows/to-service-account-json.ts';

interface ListAccountsOptions {
  readonly limit: number;
  readonly cursor?: string;
}

/** Returns a page of the service accounts that are not deleted, sorted by name (AUTH-17). */
export async function listServiceAccounts(
  { db }: { readonly db: Pick<Database, 'prisma'> },
  { limit, cursor }: ListAccountsOptions,
): Promise<Page<ServiceAccountJson>> {
  const afterName = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0];
  const accountRows = await db.prisma.serviceAccount.findMany({
    where: { deletedAt: null, ...(afterName !== undefined && { name: { gt: afterName } }) },
    orderBy: { name: 'asc' },
    take: limit + 1,
  });
  return buildPage(accountRows, limit, toServiceAccountJson, (row) => encodeCursor([row.name]));
}
