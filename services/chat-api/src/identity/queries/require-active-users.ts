import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';

export interface NamedUser {
  readonly id: string;
  readonly name: string;
}

/** The active users of these ids, in the order given. @throws ChatError USER_NOT_FOUND naming those that are not */
export async function namedUsers(tx: Transaction, ids: readonly string[]): Promise<NamedUser[]> {
  const rows = await tx.$queryRaw<NamedUser[]>`
    SELECT id, name FROM users WHERE id = ANY (${ids}::text[]) AND active`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const missing = ids.filter((id) => !byId.has(id));
  if (missing.length > 0) {
    throw new ChatError(
      'USER_NOT_FOUND',
      `There is no active user ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ' …' : ''}.`,
    );
  }
  return ids.flatMap((id) => byId.get(id) ?? []);
}
