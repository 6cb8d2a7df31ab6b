import { ChatError, type UserType } from '@kcs/contracts';
import type { User as Row } from '../../generated/client.ts';
import { isServiceIssuer } from './service-issuer.ts';

/**
 * Who updates a user: an Admin, a service account with the scope `users:write`, or chat-api itself, which keeps the bot
 * user of a service account up to date.
 */
export type UserUpdater = 'admin' | 'chat-api' | { readonly accountId: string };

/**
 * Checks whether the updater may change the user (AUTH-22). A service account may change only users that it created,
 * and never an Admin. Nobody may change a bot user, because it follows its service account.
 *
 * Throws `FORBIDDEN` or `CONFLICT` if the change is not allowed.
 */
export function checkMayUpdateUser(
  user: Pick<Row, 'isService' | 'createdByAccount' | 'userType' | 'issuer'>,
  { updater, userType }: { readonly updater: UserUpdater; readonly userType?: UserType | undefined },
): void {
  if (updater === 'chat-api') return;
  if (typeof updater === 'object') checkAccountMayUpdate(user, updater.accountId, userType);
  if (user.isService) {
    throw new ChatError('CONFLICT', 'This user belongs to a service account. Change the service account.');
  }
  if (userType === 'Admin' && user.issuer !== null && isServiceIssuer(user.issuer)) {
    throw new ChatError(
      'CONFLICT',
      'A service account signs this user in, so the user cannot become an Admin. Create another account.',
    );
  }
}

function checkAccountMayUpdate(
  user: Pick<Row, 'createdByAccount' | 'userType'>,
  accountId: string,
  userType: UserType | undefined,
): void {
  checkAccountMayAssignUserType(userType);
  if (user.createdByAccount !== accountId || user.userType === 'Admin') {
    throw new ChatError(
      'FORBIDDEN',
      'A service account can change only users that it created, and no Admins. Ask an Admin to change this user.',
    );
  }
}

/** Throws `FORBIDDEN` if a service account is not allowed to create users of this type. */
export function checkAccountMayAssignUserType(userType: UserType | undefined): void {
  if (userType !== 'Admin') return;
  throw new ChatError(
    'FORBIDDEN',
    'A service account cannot create Admins. Choose another user_type, or ask an Admin.',
  );
}
