import type { ServiceAccount as ServiceAccountJson, ServiceScope } from '@kcs/contracts';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import type { Transaction } from '../../database/database.ts';
import type { ServiceAccount as Row } from '../../generated/client.ts';
import { announceUserUpdate, type UserUpdate } from '../../identity/commands/announce-user-update.ts';
import {
  announceEndedSessions,
  type EndedSessions,
} from '../../identity/sessions/announce-ended-sessions.ts';
import { maintainBotUser } from '../rows/bot-user.ts';
import { endSessionsOfIssuedUsers } from '../rows/issued-sessions.ts';
import { lockServiceAccount } from '../rows/lock-account.ts';
import { toServiceAccountJson } from '../rows/to-service-account-json.ts';
import type { ServiceAccountDeps } from '../service-account-deps.ts';
import { alignStreamWithAccount } from '../streams/align-stream.ts';

interface AccountChange {
  readonly scopes?: readonly ServiceScope[] | undefined;
  readonly active?: boolean | undefined;
  /** The quotas for notifications. Null restores the default. */
  readonly documentsPerSecond?: number | null | undefined;
  readonly documentsPerDay?: number | null | undefined;
  readonly recipientsPerDay?: number | null | undefined;
}

interface UpdateAccountInput {
  readonly accountId: string;
  readonly adminId: string;
  readonly change: AccountChange;
}

interface AccountUpdate {
  readonly row: Row;
  readonly botUpdate: UserUpdate | undefined;
  readonly endedSessions: readonly EndedSessions[];
}

/**
 * Changes a service account (AUTH-17). If the account may no longer sign users in, their sessions end. If the account
 * may no longer use rooms, its bot user is deactivated. If the account may no longer publish notifications, its stream
 * is deleted.
 *
 * Throws `SERVICE_ACCOUNT_NOT_FOUND` if the account does not exist.
 */
export async function updateServiceAccount(
  deps: ServiceAccountDeps,
  { accountId, adminId, change }: UpdateAccountInput,
): Promise<ServiceAccountJson> {
  const accountUpdate = await deps.db.transaction(async (tx) => {
    const appliedUpdate = await applyAccountChange(tx, accountId, change);
    const entry = { actorId: adminId, targetId: accountId, details: { ...change } };
    await appendAuditEntry(tx, { action: 'service-account.updated', ...entry });
    return appliedUpdate;
  });
  await announceAccountUpdate(deps, accountUpdate);
  deps.logger.info({ accountId, name: accountUpdate.row.name, change, adminId }, 'Changed a service account');
  return toServiceAccountJson(accountUpdate.row);
}

/**
 * Deletes a service account and its tokens. The account's name is never used again, because credentials that were
 * issued for the name may still exist.
 *
 * Throws `SERVICE_ACCOUNT_NOT_FOUND` if the account does not exist.
 */
export async function deleteServiceAccount(
  deps: ServiceAccountDeps,
  { accountId, adminId }: { readonly accountId: string; readonly adminId: string },
): Promise<void> {
  const accountUpdate = await deps.db.transaction(async (tx) => {
    const deactivationUpdate = await applyAccountChange(tx, accountId, { active: false });
    await tx.$executeRaw`UPDATE service_accounts SET deleted_at = now() WHERE id = ${accountId}`;
    await tx.serviceAccountToken.deleteMany({ where: { accountId } });
    await appendAuditEntry(tx, { action: 'service-account.deleted', actorId: adminId, targetId: accountId });
    return deactivationUpdate;
  });
  await announceAccountUpdate(deps, accountUpdate);
  deps.logger.info({ accountId, name: accountUpdate.row.name, adminId }, 'Deleted a service account');
}

async function applyAccountChange(
  tx: Transaction,
  accountId: string,
  { scopes, active, ...quotas }: AccountChange,
): Promise<AccountUpdate> {
  const lockedAccount = await lockServiceAccount(tx, accountId);
  const { name } = lockedAccount;
  const newAccountState = {
    scopes: scopes ?? (lockedAccount.scopes as ServiceScope[]),
    active: active ?? lockedAccount.active,
  };
  const mayIssueTokens = newAccountState.active && newAccountState.scopes.includes('tokens:create');
  const endedSessions = mayIssueTokens ? [] : await endSessionsOfIssuedUsers(tx, name);
  const maintainedBot = await maintainBotUser(tx, {
    ...newAccountState,
    name,
    botUserId: lockedAccount.botUserId,
  });
  const definedQuotas = Object.fromEntries(Object.entries(quotas).filter(([, value]) => value !== undefined));
  const updatedAccountRow = await tx.serviceAccount.update({
    where: { id: accountId },
    data: {
      ...definedQuotas,
      ...newAccountState,
      scopes: [...newAccountState.scopes],
      botUserId: maintainedBot.botUserId,
    },
  });
  return { row: updatedAccountRow, botUpdate: maintainedBot.update, endedSessions };
}

async function announceAccountUpdate(
  deps: ServiceAccountDeps,
  { row, botUpdate, endedSessions }: AccountUpdate,
): Promise<void> {
  await alignStreamWithAccount(deps, row.name);
  for (const ended of endedSessions) announceEndedSessions(deps, ended);
  if (botUpdate) await announceUserUpdate(deps, botUpdate);
}
