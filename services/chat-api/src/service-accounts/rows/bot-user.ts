import type { ServiceScope } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Transaction } from '../../database/database.ts';
import type { UserUpdate } from '../../identity/commands/announce-user-update.ts';
import { updateUserRow } from '../../identity/commands/update-user-row.ts';

const ROOM_SCOPES: readonly ServiceScope[] = ['rooms:read', 'messages:write'];

interface AccountState {
  readonly name: string;
  readonly scopes: readonly ServiceScope[];
  readonly active: boolean;
  readonly botUserId: string | null;
}

/**
 * Creates, activates, or deactivates the bot user of a service account, so that the bot user is active if and only if
 * the account is active and has a scope for rooms (AUTH-24). A bot user has no email and no password, so nobody can log
 * in as a bot user.
 *
 * Returns the bot user's id, and also the update to the bot user if it already existed. The caller must announce the
 * update after the commit.
 */
export async function maintainBotUser(
  tx: Transaction,
  { name, scopes, active, botUserId }: AccountState,
): Promise<{ botUserId: string | null; update?: UserUpdate }> {
  const needsBot = active && scopes.some((scope) => ROOM_SCOPES.includes(scope));
  if (botUserId !== null) {
    const botUserUpdate = await updateUserRow(tx, {
      userId: botUserId,
      active: needsBot,
      updater: 'chat-api',
    });
    return { botUserId, update: botUserUpdate };
  }
  if (!needsBot) return { botUserId };
  const newBotUserId = newId('user');
  await tx.user.create({ data: { id: newBotUserId, name, userType: 'Staff', isService: true } });
  return { botUserId: newBotUserId };
}
