import { ChatError, type User, type UserType } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import { isUniqueViolation } from '../../database/database-error.ts';
import { checkNewEmail, checkUserName } from '../../input/check-text.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { toUser } from '../rows/to-user.ts';
import { checkNewPassword } from '../rules/check-new-password.ts';
import { normalizeEmail } from '../rules/normalize-email.ts';

interface CreateUserInput {
  readonly name: string;
  readonly email: string;
  readonly userType: UserType;
  readonly password: string;
  /** The id of the service account that creates the user; absent if an Admin does. */
  readonly createdByAccount?: string | undefined;
  /** The id of the Admin or the service account that creates the user; absent for the first Admin and demo users. */
  readonly actorId?: string | undefined;
}

/**
 * Creates an account (AUTH-10).
 *
 * Throws `CONFLICT` if another account has this email, regardless of letter case. Throws `VALIDATION_FAILED` if the
 * name or email is not allowed, or if the password is easy to guess.
 */
export async function createUser(
  deps: Pick<IdentityDeps, 'db' | 'passwords'>,
  input: CreateUserInput,
): Promise<User> {
  const { password, name, email } = input;
  checkNewPassword({ field: '/password', password, known: [name, email] });
  return insertUser(deps, input);
}

/**
 * Creates an account without checking whether the password is easy to guess, because demo accounts have a well-known
 * one.
 */
export async function insertUser(
  { db, passwords }: Pick<IdentityDeps, 'db' | 'passwords'>,
  input: CreateUserInput,
): Promise<User> {
  const name = checkUserName(input.name);
  const email = checkNewEmail(normalizeEmail(input.email));
  const passwordHash = await passwords.hash(input.password);
  const { userType, createdByAccount = null, actorId } = input;
  const newUserData = { id: newId('user'), name, email, userType, passwordHash, createdByAccount };
  try {
    const userRow = await db.transaction(async (tx) => {
      const insertedRow = await tx.user.create({ data: newUserData });
      if (actorId !== undefined) {
        const details = { user_type: userType };
        await appendAuditEntry(tx, { action: 'user.created', actorId, targetId: newUserData.id, details });
      }
      return insertedRow;
    });
    return toUser(userRow, { withEmail: true });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new ChatError(
      'CONFLICT',
      'An account with this email already exists. Change that account, or use another email.',
    );
  }
}
