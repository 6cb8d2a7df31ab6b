import { ChatError, type CreatedServiceAccount, type ServiceScope } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import { isUniqueViolation } from '../../database/database-error.ts';
import { maintainBotUser } from '../rows/bot-user.ts';
import { toServiceAccountJson } from '../rows/to-service-account-json.ts';
import { createServiceToken } from '../rules/service-token.ts';
import type { ServiceAccountDeps } from '../service-account-deps.ts';
import { alignStreamWithAccount } from '../streams/align-stream.ts';

interface CreateAccountInput {
  readonly name: string;
  readonly scopes: readonly ServiceScope[];
  readonly adminId: string;
}

/**
 * Creates a service account and returns it with its token (AUTH-17). Only a hash of the token is stored. Throws
 * `CONFLICT` if another account has, or once had, this name.
 */
export async function createServiceAccount(
  deps: ServiceAccountDeps,
  { name, scopes, adminId }: CreateAccountInput,
): Promise<CreatedServiceAccount> {
  const { db, logger } = deps;
  const { token, hash } = createServiceToken();
  const serviceAccountId = newId('svc');
  try {
    const accountRow = await db.transaction(async (tx) => {
      const { botUserId } = await maintainBotUser(tx, { name, scopes, active: true, botUserId: null });
      const accountData = { id: serviceAccountId, name, scopes: [...scopes], createdBy: adminId, botUserId };
      const insertedRow = await tx.serviceAccount.create({
        data: { ...accountData, tokens: { create: { hash } } },
      });
      await appendAuditEntry(tx, {
        ...{ action: 'service-account.created', actorId: adminId, targetId: serviceAccountId },
        details: { scopes },
      });
      return insertedRow;
    });
    logger.info({ accountId: serviceAccountId, name, scopes, adminId }, 'Created a service account');
    await alignStreamWithAccount(deps, name);
    return { ...toServiceAccountJson(accountRow), token };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new ChatError(
      'CONFLICT',
      'A service account has or had this name. Choose another name, because names are never used again.',
    );
  }
}
