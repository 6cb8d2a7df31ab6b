import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';

export interface NamedUser {
  readonly id: string;
  readonly name: string;
}

const MAX_IDS_IN_ERROR_MESSAGE = 5;

/**
 * Returns the users with the given ids, in the order of the ids. If an id belongs to no active user, throws
 * `USER_NOT_FOUND` with a message that lists up to five such ids.
 */
export async function requireActiveUsers(tx: Transaction, ids: readonly string[]): Promise<NamedUser[]> {
  const userRows = await tx.$queryRaw<NamedUser[]>`
    SELECT id, name FROM users WHERE id = ANY (${ids}::text[]) AND active`;
  const activeUsersById = new Map(userRows.map((row) => [row.id, row]));
  const missingIds = ids.filter((id) => !activeUsersById.has(id));
  if (missingIds.length > 0) {
    const listedIdsText = missingIds.slice(0, MAX_IDS_IN_ERROR_MESSAGE).join(', ');
    const ellipsis = missingIds.length > MAX_IDS_IN_ERROR_MESSAGE ? ' …' : '';
    throw new ChatError(
      'USER_NOT_FOUND',
      `No active user exists for these ids: ${listedIdsText}${ellipsis}. Correct or remove them.`,
    );
  }
  return ids.flatMap((id) => activeUsersById.get(id) ?? []);
}
