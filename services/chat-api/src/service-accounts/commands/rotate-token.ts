import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import { lockServiceAccount } from '../rows/lock-account.ts';
import { createServiceToken } from '../rules/service-token.ts';
import type { ServiceAccountDeps } from '../service-account-deps.ts';

interface RotateTokenInput {
  readonly accountId: string;
  readonly adminId: string;
  /** How long the older tokens stay valid, in seconds. */
  readonly gracePeriodS: number;
}

interface RotatedServiceToken {
  readonly token: string;
  readonly oldTokensExpireAt: Date;
}

/**
 * Gives a service account a new token (AUTH-21). Its older tokens stay valid until the end of the grace period, unless
 * they expire sooner because of an earlier rotation. Throws `SERVICE_ACCOUNT_NOT_FOUND` if the account does not exist.
 */
export async function rotateServiceToken(
  { db, logger }: Pick<ServiceAccountDeps, 'db' | 'logger'>,
  { accountId, adminId, gracePeriodS }: RotateTokenInput,
): Promise<RotatedServiceToken> {
  const { token, hash } = createServiceToken();
  const oldTokensExpireAt = await db.transaction(async (tx) => {
    await lockServiceAccount(tx, accountId);
    const [{ expiresAt }] = await tx.$queryRaw<[{ expiresAt: Date }]>`
      SELECT now() + make_interval(secs => ${gracePeriodS}::integer) AS "expiresAt"`;
    await tx.$executeRaw`DELETE FROM service_account_tokens WHERE account_id = ${accountId} AND expires_at <= now()`;
    await tx.$executeRaw`
      UPDATE service_account_tokens SET expires_at = least(expires_at, ${expiresAt})
      WHERE account_id = ${accountId}`;
    await tx.serviceAccountToken.create({ data: { hash, accountId } });
    await appendAuditEntry(tx, {
      ...{ action: 'service-account.token-rotated', actorId: adminId, targetId: accountId },
      details: { old_tokens_expire_at: expiresAt.toISOString() },
    });
    return expiresAt;
  });
  logger.info({ accountId, adminId, oldTokensExpireAt }, 'Rotated the token of a service account');
  return { token, oldTokensExpireAt };
}
