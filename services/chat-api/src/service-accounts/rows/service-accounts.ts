import type { ServiceScope } from '@kcs/contracts';
import type { Queryable } from '../../database/database.ts';
import { Prisma } from '../../generated/client.ts';

/** A service account, as the routes and the consumers of notifications use it. */
export interface ServiceAccount {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly ServiceScope[];
  /** False for a deactivated account and for a deleted one. */
  readonly active: boolean;
  /** The id of the bot user; null until the account first gets a scope for rooms. */
  readonly botUserId: string | null;
  /** The quotas for notifications. Null means that the default applies. */
  readonly documentsPerSecond: number | null;
  readonly documentsPerDay: number | null;
  readonly recipientsPerDay: number | null;
}

const SERVICE_ACCOUNT_COLUMNS_SQL = Prisma.sql`
  a.id, a.name, a.scopes, a.active, a.bot_user_id AS "botUserId", a.documents_per_second AS "documentsPerSecond",
  a.documents_per_day AS "documentsPerDay", a.recipients_per_day AS "recipientsPerDay"`;

type RawQueryDatabase = Pick<Queryable, '$queryRaw'>;

/** Returns the account with the given name, even if it is deactivated or deleted; undefined if it never existed. */
export async function findAccountByName(
  db: RawQueryDatabase,
  name: string,
): Promise<ServiceAccount | undefined> {
  const [row] = await db.$queryRaw<ServiceAccount[]>`
    SELECT ${SERVICE_ACCOUNT_COLUMNS_SQL} FROM service_accounts a WHERE a.name = ${name}`;
  return row;
}

/**
 * Returns the active account that a token belongs to; undefined if the token is unknown, expired, or replaced, or if
 * the account is deactivated. Updates the time of the last use at most once a minute.
 */
export async function findAccountByTokenHash(
  db: RawQueryDatabase & Pick<Queryable, '$executeRaw'>,
  tokenHash: string,
): Promise<ServiceAccount | undefined> {
  const [row] = await db.$queryRaw<(ServiceAccount & { isUseOutdated: boolean })[]>`
    SELECT ${SERVICE_ACCOUNT_COLUMNS_SQL},
      COALESCE(a.last_used_at < now() - interval '1 minute', true) AS "isUseOutdated"
    FROM service_account_tokens t JOIN service_accounts a ON a.id = t.account_id
    WHERE t.hash = ${tokenHash} AND (t.expires_at IS NULL OR t.expires_at > now()) AND a.active`;
  if (!row) return undefined;
  const { isUseOutdated, ...account } = row;
  if (isUseOutdated) {
    await db.$executeRaw`
      UPDATE service_accounts SET last_used_at = now()
      WHERE id = ${account.id} AND COALESCE(last_used_at < now() - interval '1 minute', true)`;
  }
  return account;
}
